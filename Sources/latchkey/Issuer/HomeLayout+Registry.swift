import CommandSupport
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import SQLDatabase
import Terminal

extension HomeLayout {
    /// Makes the directory where it is not there yet.
    func create() throws {
        try Self.create(path)
        try Self.create(keysPath)
        try checkDirectories()
    }

    /// The registry, made where it is not there yet.
    func createRegistry() throws -> Registry {
        try create()
        return try openRegistry()
    }

    /// The registry of an issuer that has one.
    func registry() throws -> Registry {
        guard let registry = try registryIfAny() else { throw noIssuer }
        return registry
    }

    /// The registry, if this machine has one: who signs trust bundles need not be an issuer.
    func registryIfAny() throws -> Registry? {
        guard try hasRegistry() else { return nil }
        try checkDirectories()
        return try openRegistry()
    }

    /// Where the registry's mark is.
    var marks: MarkDirectory { MarkDirectory(of: self, registry: .sqlite(path: registryPath)) }

    /// The registry as it is, whatever its mark says.
    func unmarkedRegistry() throws -> Registry {
        guard try hasRegistry() else { throw noIssuer }
        try checkDirectories()
        return try Registry.open(sqlite: registryPath, beside: marks, now: Clock.now())
    }

    /// Throws `registryLost` where there was one.
    private func hasRegistry() throws -> Bool {
        if access(registryPath, F_OK) == 0 { return true }
        try marks.requireNoMark()
        return false
    }

    /// Each change raises the mark before the command says anything.
    private func openRegistry() throws -> Registry {
        let now = try Clock.now()
        let registry = try Registry.open(sqlite: registryPath, beside: marks, now: now)
        return try registry.marked(in: marks, now: now)
    }

    private var noIssuer: CommandFailure {
        CommandFailure(
            .configuration, "there is no issuer in \(path)",
            nextStep: "make one with `latchkey keys new`, or name another directory with --home")
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
        // The process's mask may have taken bits away.
        if mkdir(path, 0o700) == 0 ? chmod(path, 0o700) == 0 : errno == EEXIST { return }
        throw CommandFailure(
            .cannotCreate, "\(path) cannot be made: \(String(cString: strerror(errno)))",
            nextStep: "make the directory above it, or name another directory with --home")
    }
}
