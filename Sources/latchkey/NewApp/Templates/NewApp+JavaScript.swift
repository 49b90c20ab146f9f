extension NewApp {
    static func javaScript(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [
                File(path: "package.json", content: package),
                File(path: "app.js", content: program(key, prefix)),
            ],
            build: """
                cp "${LATCHKEY:?is not set}"/Sources/Bindings/JavaScript/latchkey*.js . && node app.js KEY
                """,
            need: checkout)
    }

    private static let package = """
        {
          "name": "app",
          "private": true,
          "type": "module"
        }

        """

    private static func program(_ key: String, _ prefix: String?) -> String {
        let brand = prefix.map { "[\"\($0)\"]" } ?? "\"any\""
        return """
            import process from "node:process";
            import { LatchkeyError, LicenseKey, TrustedKeys } from "./latchkey.js";
            import { explain } from "./latchkey-sentences.js";

            \(key)

            function say(found) {
              const { message, nextStep } = explain(found) ?? { message: found.code, nextStep: "ask the vendor" };
              console.log(`${message}; ${nextStep}`);
            }

            if (process.argv.length !== 3) process.exit(64);
            try {
              const license = await TrustedKeys.pin([vendorKey]).verify(LicenseKey.parse(process.argv[2]));
              const decision = license.evaluate(
                {
                  organization: license.claims.organization,
                  benefits: "any",
                  prefixes: \(brand),
                  activation: "not judged", // this program does not count machines
                  usage: "not judged", // or units
                },
                new Date(),
              );
              [...decision.reasons, ...decision.warnings].forEach(say);
              console.log(decision.isAllowed ? "allowed" : "denied");
              process.exitCode = decision.isAllowed ? 0 : 1;
            } catch (error) {
              if (!(error instanceof LatchkeyError)) throw error;
              say(error);
              process.exitCode = 65;
            }

            """
    }
}
