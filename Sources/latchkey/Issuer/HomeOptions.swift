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
        if let path = home ?? Environment["LATCHKEY_HOME"] { return HomeLayout(path: path) }
        guard let user = Environment["HOME"] else {
            throw CommandFailure(
                .configuration, "there is no home directory for an issuer's files",
                nextStep: "name a directory with --home")
        }
        return HomeLayout(path: user + "/.latchkey")
    }
}
