import COSE
import Glibc
public import LicenseVerifier

/// The directory beside a registry in which its mark lies, and the newest list of each shard.
///
/// Each file is replaced in one step and is on the disk before anybody hears of what it marks.
public struct MarkDirectory: Sendable {
    /// More than any mark or list takes.
    private static let maxBytes = 8 << 20

    /// Where it is.
    public let path: String

    /// Whether other nodes work on the registry from directories of their own.
    let isShared: Bool

    /// The registry's file, where it lies beside the directory, so that a copy of both is told from
    /// the first; nil for none.
    let registryFile: String?

    /// A directory, which need not be there yet.
    public init(path: String, isShared: Bool = false) {
        self.init(path: path, isShared: isShared, registryFile: nil)
    }

    init(path: String, isShared: Bool = false, registryFile: String?) {
        self.path = path
        self.isShared = isShared
        self.registryFile = registryFile
    }

    /// Throws where the mark could not be raised.
    public func checkAccess() throws(RegistryError) {
        guard access(path, F_OK) != 0 || access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .mark(path: path)
        }
    }

    /// The mark; nil for none.
    ///
    /// Throws `markDamaged` for anything else in its place.
    func mark() throws(RegistryError) -> RegistryMark? {
        guard let bytes = try read("registry") else { return nil }
        guard let mark = RegistryMark(encoded: bytes) else {
            throw .markDamaged(path: file("registry"))
        }
        return mark
    }

    /// The mark; nil for none, and for one that is damaged.
    func markIfReadable() throws(RegistryError) -> RegistryMark? {
        do throws(RegistryError) {
            return try mark()
        } catch {
            guard case .markDamaged = error else { throw error }
            return nil
        }
    }

    /// Whether the registry's file is another one than the mark was made beside.
    func isOfOtherFile(_ mark: RegistryMark) -> Bool {
        guard let marked = mark.file, let birth else { return false }
        return marked != birth
    }

    private var birth: FileBirth? { registryFile.flatMap { FileBirth(ofFile: $0) } }

    /// Raises the mark, unless another program has raised it further.
    ///
    /// - Parameter isMovedIn: whether the registry was moved here, so that its file is a new one.
    func raise(_ mark: RegistryMark, isMovedIn: Bool = false) throws(RegistryError) {
        try locked { () throws(RegistryError) in
            let held = try self.mark()
            var mark = mark
            mark.file = isMovedIn ? birth : held?.file ?? birth
            if let held, held == mark || held.isAhead(of: mark) { return }
            try write(mark.encoded, as: "registry")
        }
    }

    /// Sets the mark, whatever was known before.
    func set(_ mark: RegistryMark) throws(RegistryError) {
        var mark = mark
        mark.file = birth
        let bytes = mark.encoded
        try locked { () throws(RegistryError) in try write(bytes, as: "registry") }
    }

    /// Throws `registryLost` where there is a mark of a registry, or what is left of one, and
    /// `registryElsewhere` where the mark was made beside no file of this directory.
    ///
    /// For whoever is about to begin a registry, or finds none: a lost one is not begun anew.
    public func requireNoMark() throws(RegistryError) {
        guard try read("registry") != nil else { return }
        let mark = try markIfReadable()
        if registryFile != nil, let mark, mark.file == nil {
            throw .registryElsewhere(mark: path)
        }
        throw .registryLost(mark: path, records: mark?.records.sequence)
    }

    /// Keeps a list that is about to be published, from which a registry that has lost revocations
    /// gets them back.
    public func keep(_ list: VerifiedStatusList) throws(RegistryError) {
        let name = "\(list.claims.organization)-\(list.claims.shard).list"
        try locked { () throws(RegistryError) in try write(list.message.bytes, as: name) }
    }

    /// Keeps a trust bundle that is about to be handed out, so that none that is older, or another
    /// one of its number, ever follows it.
    public func keep(
        bundle octets: [UInt8], of organization: OrganizationID
    ) throws(RegistryError) {
        try locked { () throws(RegistryError) in
            try write(octets, as: Self.bundleName(organization))
        }
    }

    /// The bundle of an organization that was handed out last; nil for none, and for one that is
    /// damaged.
    public func keptBundle(of organization: OrganizationID) throws(RegistryError) -> [UInt8]? {
        guard let octets = try read(Self.bundleName(organization)) else { return nil }
        // Its signatures were checked before it was kept.
        return (try? ServedBundle(octets))?.bundle.organization == organization ? octets : nil
    }

    private static func bundleName(_ organization: OrganizationID) -> String {
        "\(organization).trust"
    }

    /// The lists that were kept; not trusted before they are verified.
    public func lists() throws(RegistryError) -> [[UInt8]] {
        guard let directory = opendir(path) else {
            guard errno == ENOENT else { throw .mark(path: path) }
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".list") { names.append(name) }
        }
        var lists: [[UInt8]] = []
        for name in names.sorted() {
            if let bytes = try read(name) { lists.append(bytes) }
        }
        return lists
    }

    // MARK: - Files

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func read(_ name: String) throws(RegistryError) -> [UInt8]? {
        let descriptor = open(file(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .mark(path: file(name)) }
            return nil
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0, bytes.count <= Self.maxBytes else { throw .mark(path: file(name)) }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    private func write(_ bytes: [UInt8], as name: String) throws(RegistryError) {
        let partial = file(name) + ".partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .mark(path: file(name)) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        // One that was left here may be open to others, and the process's mask may be too strict.
        let isWritten = fchmod(descriptor, 0o600) == 0 && rest.isEmpty && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(partial, file(name)) == 0, flush() else {
            throw .mark(path: file(name))
        }
    }

    /// Has the names of the files on the disk.
    private func flush() -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Lets one program at a time look and write.
    private func locked(_ body: () throws(RegistryError) -> Void) throws(RegistryError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .mark(path: path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .mark(path: path) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw .mark(path: path) }
        try body()
    }
}
