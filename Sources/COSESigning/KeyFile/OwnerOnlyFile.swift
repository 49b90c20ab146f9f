internal import Glibc

/// An open file that nobody but its owner can read or change.
///
/// Everything is asked of the open descriptor and not of the path, so that what was checked is what
/// is read.
struct OwnerOnlyFile: ~Copyable {
    let descriptor: Int32
    private let path: String

    /// Opens a regular file of this user (or of root) that is closed to group and others.
    ///
    /// A symbolic link is followed and its target judged.
    init(opening path: String) throws(KeyFileError) {
        // A named pipe must not make the open wait: what is not a regular file is refused below.
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        self.path = path
        guard descriptor >= 0 else { throw .cannotOpen(path: path, errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .cannotRead(path: path, errno: errno)
        }
        try Self.judge(
            mode: status.st_mode, owner: status.st_uid, user: geteuid(), path: path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether a file of this mode and owner may hold a secret of this user.
    static func judge(
        mode: mode_t, owner: uid_t, user: uid_t, path: String
    ) throws(KeyFileError) {
        guard mode & S_IFMT == S_IFREG else { throw .notRegularFile(path: path) }
        guard owner == user || owner == 0 || user == 0 else { throw .otherOwner(path: path) }
        guard mode & 0o077 == 0 else { throw .openToOthers(path: path) }
    }

    /// Reads the whole file, which must not be larger than a limit.
    func contents(limit: Int) throws(KeyFileError) -> SecretBytes {
        // One more byte than allowed tells a file at the limit from a larger one.
        var contents = SecretBytes(capacity: limit + 1)
        while contents.count <= limit {
            let count = unsafe contents.append { room in
                unsafe Glibc.read(descriptor, room.baseAddress, room.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotRead(path: path, errno: errno) }
            if count == 0 { return contents }
        }
        throw .tooLarge(path: path, limit: limit)
    }
}
