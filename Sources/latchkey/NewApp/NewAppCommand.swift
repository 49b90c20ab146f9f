import ArgumentParser
import COSE
import CommandSupport
import Glibc
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey new-app`: a small program that checks the vendor's keys.
struct NewAppCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-app",
        abstract: "Write a small program that verifies your keys.",
        discussion: """
            The program has the issuer's public key pinned and takes a license key as its argument. \
            What is printed builds it.

            Examples:
              latchkey new-app python studio
              latchkey new-app c studio --key acme.pub --prefix ACME
            """)

    @Argument(help: "The programming language.")
    var language: PublicKeyConstant

    @Argument(help: "The directory, which is made.", completion: .directory)
    var directory: String

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp(
            "The public key to pin, as a file or as text. Default: that of this issuer.",
            valueName: "public-key"),
        completion: .file())
    var publicKey: String?

    @Option(
        help: ArgumentHelp("The brand that the program takes; by default any.", valueName: "PREFIX")
    )
    var prefix: LicensePrefix?

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
        let key = try publicKey.map(VerificationKey.init(given:)) ?? issuersKey()
        let app = language.app(pinning: language.text(of: key), prefix: prefix?.description)
        guard mkdir(directory, 0o777) == 0 else { throw Self.fault(directory, errno) }
        for file in app.files { try write(file) }
        Console.say("cd \(Self.shellQuoted(directory)) && \(app.build)")
        Console.remark(app.need)
    }

    private func write(_ file: NewApp.File) throws {
        for folder in file.folders {
            let path = "\(directory)/\(folder)"
            guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Self.fault(path, errno) }
        }
        try OutputFile.write(
            file.content, to: "\(directory)/\(file.path)", for: .everyone)
    }

    private func issuersKey() throws -> VerificationKey {
        let home = try homeOptions.directory()
        return try KeyRing(home: home, organizations: try home.registry().organizations).record(nil)
            .publicKey
    }

    private static func fault(_ path: String, _ code: Int32) -> CommandFailure {
        code == EEXIST
            ? CommandFailure(
                .cannotCreate, code: "new-app.exists", "\(quoted(path)) exists",
                nextStep: "name a directory that is not there yet")
            : CommandFailure(
                .cannotCreate, code: "new-app.directory",
                "\(quoted(path)) cannot be made: \(String(cString: strerror(code)))",
                nextStep: "name a directory in one that you can write")
    }

    private static func shellQuoted(_ path: String) -> String {
        "'" + path.split(omittingEmptySubsequences: false) { $0 == "'" }.joined(separator: #"'\''"#)
            + "'"
    }
}

extension PublicKeyConstant: ExpressibleByArgument {}
