import ArgumentParser
import LicenseIssuer
import LicenseRegistry
import Terminal

/// The issuer's directory.
struct HomeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The issuer's directory (default: LATCHKEY_HOME, or ~/.latchkey).",
            valueName: "directory"),
        completion: .directory)
    var home: String?

    func directory() throws -> HomeLayout {
        if let path = home ?? Environment["LATCHKEY_HOME"] {
            try Self.checkIsDirectory(path)
            return HomeLayout(path: path)
        }
        guard let user = Environment["HOME"] else {
            throw CommandFailure(
                .configuration, "there is no home directory for an issuer's files",
                nextStep: "name a directory with --home")
        }
        return HomeLayout(path: user + "/.latchkey")
    }

    /// A database's URL is not taken for the name of a directory.
    private static func checkIsDirectory(_ path: String) throws {
        if ["postgresql://", "postgres://"].contains(where: path.hasPrefix) {
            throw CommandFailure(
                .usage, code: "home.server",
                "latchkey opens no network connection, so it cannot work on a registry on a server",
                nextStep:
                    "use `latchkeyd` with --set database=URL: its commands for keys, benefits, tokens, "
                    + "lists and the registry, and the management API for licenses and customers; to read it "
                    + "here, take a backup (`latchkeyd registry backup DIR/registry.sqlite`) and --home DIR"
            )
        }
        guard !path.hasPrefix("sqlite:") else {
            throw CommandFailure(
                .usage, code: "home.file",
                "--home takes the directory in which the file of the registry is, not its URL",
                nextStep: "name the directory; the file in it is called registry.sqlite")
        }
    }
}
