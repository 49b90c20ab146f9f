import Glibc

/// A file that a command writes: whole or not at all.
///
/// The bytes go to a new file beside the old one, reach the disk, and take the name in one step.
package final class OutputFile {
    private let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Who may read a file.
    package enum Readers: Sendable {
        /// Its owner alone: whatever holds a license key, or names a customer.
        case owner
        /// Everybody, as far as the directory allows: lists, bundles and public keys.
        case everyone

        fileprivate var mode: mode_t { self == .owner ? 0o600 : 0o644 }
    }

    /// Begins the file that will be called `path`.
    package init(_ path: String, for readers: Readers) throws {
        self.path = path
        // One name, so that what a killed program left is taken over by the next one.
        temporaryPath = "\(path).partial"
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CommandFailure(
                .cannotCreate, "\(path) is a directory", nextStep: "name a file in it")
        }
        descriptor = -1
        descriptor = try Self.begin(temporaryPath, path, readers)
    }

    /// Opens the file that is written to, empty and nobody else's.
    ///
    /// What lies there of another user, or under a second name, is not written to: the one who made
    /// it could read what is written, or change it.
    private static func begin(
        _ temporaryPath: String, _ path: String, _ readers: Readers
    ) throws -> Int32 {
        // Twice at most: a file that is in the way again was put there by somebody else.
        for _ in 0..<2 {
            let descriptor = Glibc.open(
                temporaryPath, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                readers.mode)
            guard descriptor >= 0 else {
                guard errno == ELOOP || errno == ENXIO || errno == EACCES,
                    unlink(temporaryPath) == 0
                else { throw fault(path, .cannotCreate) }
                continue
            }
            do {
                if try take(descriptor, temporaryPath, path, readers) { return descriptor }
            } catch {
                close(descriptor)
                throw error
            }
            close(descriptor)
            guard unlink(temporaryPath) == 0 || errno == ENOENT else {
                throw fault(path, .cannotCreate)
            }
        }
        throw CommandFailure(
            .cannotCreate, "a file of another user is in the place of \(path)",
            nextStep: "remove \(temporaryPath), or write to a directory of your own")
    }

    /// Whether an open file is this user's own and under its one name; then it is emptied.
    private static func take(
        _ descriptor: Int32, _ temporaryPath: String, _ path: String, _ readers: Readers
    ) throws -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(
                .tryLater, "another program is writing \(path)",
                nextStep: "wait for it to end, or name another file")
        }
        var opened = stat()
        var named = stat()
        guard fstat(descriptor, &opened) == 0 else { throw fault(path) }
        guard opened.st_mode & S_IFMT == S_IFREG, opened.st_uid == geteuid(),
            opened.st_nlink == 1, lstat(temporaryPath, &named) == 0,
            named.st_ino == opened.st_ino, named.st_dev == opened.st_dev
        else { return false }
        guard fchmod(descriptor, readers.mode) == 0, ftruncate(descriptor, 0) == 0 else {
            throw fault(path)
        }
        return true
    }

    deinit {
        // Not completed: what was written so far is nobody's result.
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    /// Adds text.
    package func write(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= 1 << 18 { try flush() }
    }

    /// Adds bytes.
    package func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= 1 << 18 { try flush() }
    }

    /// Makes the file durable under its name.
    package func complete() throws {
        try flush()
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw Self.fault(path) }
        descriptor = -1
        guard rename(temporaryPath, path) == 0 else {
            unlink(temporaryPath)
            throw Self.fault(path, .cannotCreate)
        }
    }

    private func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Self.fault(path)
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func fault(
        _ path: String, _ status: ExitStatus = .inputOutput
    ) -> CommandFailure {
        CommandFailure(
            status, "\(path) cannot be written: \(String(cString: strerror(errno)))",
            nextStep: "check the directory, its permissions and the space on the disk")
    }
}

extension OutputFile {
    /// Writes a whole file.
    package static func write(_ text: String, to path: String, for readers: Readers) throws {
        try write(Array(text.utf8), to: path, for: readers)
    }

    /// Writes a whole file.
    package static func write(_ bytes: [UInt8], to path: String, for readers: Readers) throws {
        let file = try OutputFile(path, for: readers)
        try file.write(bytes)
        try file.complete()
    }
}
