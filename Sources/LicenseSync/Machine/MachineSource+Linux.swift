import Glibc

extension MachineSource {
    /// The machine that this program runs on.
    ///
    /// - Parameter ledger: the directory whose file system is a fact.
    public static func linux(ledger: String) -> MachineSource {
        MachineSource(
            readFile: { text(ofFile: $0, limit: 4096) }, readVolume: { volume(of: ledger) })
    }
}

/// The text of a file of at most `limit` bytes; files of the kernel do not tell their size.
private func text(ofFile path: String, limit: Int) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
        let count = unsafe piece.withUnsafeMutableBytes { piece in
            unsafe read(descriptor, piece.baseAddress, piece.count)
        }
        guard count > 0 else {
            return count == 0 ? String(validating: bytes, as: UTF8.self) : nil
        }
        bytes += piece[..<count]
    }
    return nil
}

/// What names the file system of a directory, the same inside and outside of a container.
///
/// Some file systems derive the id that statvfs(3) tells from their own UUID. For the others the
/// device manager's name is asked, which containers do not see.
private func volume(of path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    let directory = unsafe String(cString: resolved)
    if let table = text(ofFile: "/proc/self/mountinfo", limit: 1 << 20),
        let type = MountTable(table).fileSystemType(of: directory),
        fileSystemsWithLastingID.contains(type)
    {
        var system = statvfs()
        guard unsafe statvfs(directory, &system) == 0, system.f_fsid != 0 else { return nil }
        return "fsid-\(system.f_fsid)"
    }
    return deviceUUID(of: directory).map { "uuid-\($0)" }
}

private let fileSystemsWithLastingID: Set<String> = [
    "ext2", "ext3", "ext4", "btrfs", "f2fs", "bcachefs", "zfs",
]

/// The name under `/dev/disk/by-uuid` of the device that a directory is on.
private func deviceUUID(of path: String) -> String? {
    var directory = stat()
    guard unsafe stat(path, &directory) == 0 else { return nil }
    let names = "/dev/disk/by-uuid"
    guard let entries = unsafe opendir(names) else { return nil }
    defer { unsafe closedir(entries) }
    while let entry = unsafe readdir(entries) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        var device = stat()
        guard unsafe stat("\(names)/\(name)", &device) == 0 else { continue }
        if device.st_rdev == directory.st_dev { return name }
    }
    return nil
}
