extension NewApp {
    static func swift(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [
                File(path: "Package.swift", content: manifest),
                File(path: "Sources/App/main.swift", content: main(key, prefix)),
            ],
            build: "swift build && .build/debug/App KEY",
            need: """
                this fetches Latchkey from the address in Package.swift; with LATCHKEY, the path of a \
                checkout, it takes that
                """)
    }

    private static let manifest = """
        // swift-tools-version: 6.2
        import Foundation
        import PackageDescription

        // LATCHKEY is the path of the package where it is not fetched.
        let latchkey: Package.Dependency =
            ProcessInfo.processInfo.environment["LATCHKEY"].map {
                .package(name: "latchkey", path: $0, traits: [])
            } ?? .package(url: "https://github.com/OWNER/latchkey", from: "1.0.0", traits: [])

        let package = Package(
            name: "App",
            dependencies: [latchkey],
            targets: [
                .executableTarget(
                    name: "App",
                    dependencies: [.product(name: "LicenseVerifier", package: "latchkey")])
            ]
        )

        """

    private static func main(_ key: String, _ prefix: String?) -> String {
        let brand =
            prefix.map { ".oneOf(Set([LicensePrefix(\"\($0)\")].compactMap { $0 }))" } ?? ".any"
        return """
            import COSE
            import Glibc
            import LicenseVerifier

            \(key)

            guard CommandLine.arguments.count == 2,
                let now = Timestamp(secondsSinceEpoch: Int64(time(nil)))
            else { exit(64) }
            do {
                let trusted = TrustedKeys(pinning: try VerificationKey(rawRepresentation: vendorKey))
                let license = try trusted.verify(LicenseKey(parsing: CommandLine.arguments[1]))
                var facts = Facts(
                    organization: license.claims.organization, benefit: .any, prefix: \(brand))
                facts.activation = .notJudged  // this program does not count machines
                facts.usage = .notJudged  // or units
                let decision = license.evaluate(facts, at: now)
                for reason in decision.reasons { print("\\(reason); \\(reason.nextStep)") }
                for warning in decision.warnings { print("\\(warning); \\(warning.nextStep)") }
                print(decision.isAllowed ? "allowed" : "denied")
                exit(decision.isAllowed ? 0 : 1)
            } catch let error as LicenseError {
                print("\\(error); \\(error.nextStep)")
                exit(65)
            }

            """
    }
}
