import ArgumentParser
import Glibc
import LicenseRegistry
import LicenseVerifier
import Terminal

/// The directory in which an issuer keeps its keys and its registry.
///
/// Who can write here can issue licenses, so the directory is its owner's alone (mode 0700).
struct HomeDirectory {
    let path: String

    private var layout: HomeLayout { HomeLayout(path: path) }
    var keysPath: String { layout.keysPath }
    var registryPath: String { layout.registryPath }

    func privateKeyPath(_ name: KeyName) -> String { layout.privateKeyPath(name) }
    func publicKeyPath(_ name: KeyName) -> String { layout.publicKeyPath(name) }
    func referencePath(_ name: KeyName) -> String { layout.referencePath(name) }

    /// Makes the directory where it is not there yet.
    func create() throws {
        try Self.create(path)
        try Self.create(keysPath)
    }

    /// The registry, made where it is not there yet.
    func createRegistry() throws -> Registry {
        try create()
        return try Registry.open(sqlite: registryPath, now: Clock.now())
    }

    /// The registry of an issuer that has one.
    func registry() throws -> Registry {
        guard let registry = try registryIfAny() else {
            throw CommandFailure(
                .configuration, "there is no issuer in \(path)",
                nextStep: "make one with `latchkey keys new`, or name another place with --home")
        }
        return registry
    }

    /// The registry, if this machine has one: who signs trust bundles need not be an issuer.
    func registryIfAny() throws -> Registry? {
        guard access(registryPath, F_OK) == 0 else { return nil }
        return try Registry.open(sqlite: registryPath, now: Clock.now())
    }

    /// The public keys beside the registry, by name.
    func publicKeyNames() -> [KeyName] {
        guard let directory = opendir(keysPath) else { return [] }
        defer { closedir(directory) }
        var names: [KeyName] = []
        while let entry = readdir(directory) {
            let file = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if file.hasSuffix(".pub"), let name = KeyName(file.dropLast(4)) { names.append(name) }
        }
        return names.sorted { $0.description < $1.description }
    }

    private static func create(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw CommandFailure(
            .cannotCreate, "\(path) cannot be made: \(String(cString: strerror(errno)))",
            nextStep: "make the directory above it, or name another place with --home")
    }
}

/// Where the issuer keeps its things.
struct HomeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The issuer's directory (default: LATCHKEY_HOME, or ~/.latchkey).",
            valueName: "directory"),
        completion: .directory)
    var home: String?

    func directory() throws -> HomeDirectory {
        if let path = home ?? Environment["LATCHKEY_HOME"] { return HomeDirectory(path: path) }
        guard let user = Environment["HOME"] else {
            throw CommandFailure(
                .configuration, "there is no home directory to keep an issuer in",
                nextStep: "name a directory with --home")
        }
        return HomeDirectory(path: user + "/.latchkey")
    }
}

/// The machine's clock, read only here.
///
/// A rehearsal may set another time for one command: LATCHKEY_CLOCK=2027-03-01. Nobody gains by it
/// what setting the machine's clock would not give.
enum Clock {
    static func now() throws -> Timestamp {
        if let text = Environment["LATCHKEY_CLOCK"] {
            guard let moment = Timestamp(text) else {
                throw CommandFailure(
                    .usage, "LATCHKEY_CLOCK is no time",
                    nextStep: "write it as 2027-03-01 or 2027-03-01T09:30:00Z, or unset it")
            }
            return moment
        }
        guard let now = Timestamp(secondsSinceEpoch: Int64(time(nil))) else {
            throw CommandFailure(
                .configuration, "this machine's clock is out of range",
                nextStep: "set this machine's clock to the correct date and time")
        }
        return now
    }
}
