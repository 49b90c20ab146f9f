internal import Glibc

/// A file that appears at its path complete and durable, or not at all, and never in place of
/// another.
///
/// It is written under a hidden name in the same directory (`.NAME.RANDOM.new`), flushed, linked to
/// its path, which fails when the path is taken, and the directory is flushed too.
struct NewFile: ~Copyable {
    private let path: String
    private let name: String
    private let temporaryName: String
    private let directory: Int32

    /// Writes a file of the given permissions to a path that must be free.
    static func write(
        _ contents: borrowing SecretBytes, to path: String, mode: mode_t
    ) throws(KeyFileError) {
        let file = try NewFile(path)
        try unsafe contents.withUnsafeBytes { bytes throws(KeyFileError) in
            try unsafe file.fill(bytes, mode: mode)
        }
        try file.place()
        try file.flushDirectory()
    }

    private init(_ path: String) throws(KeyFileError) {
        let bytes = Array(path.utf8)
        let separator = bytes.lastIndex(of: UInt8(ascii: "/"))
        let name = String(decoding: bytes[(separator.map { $0 + 1 } ?? 0)...], as: UTF8.self)
        let parent = separator.map { String(decoding: bytes[...$0], as: UTF8.self) } ?? "."
        self.path = path
        self.name = name
        temporaryName = ".\(name).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
        directory = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        guard !name.isEmpty else { throw .cannotWrite(path: path, errno: EISDIR) }
    }

    deinit {
        guard directory >= 0 else { return }
        // Of a finished file this removes the other name; without one there is nothing to remove.
        _ = unsafe unlinkat(directory, temporaryName, 0)
        close(directory)
    }

    /// Creates the hidden file, sets its mode before a byte is in it, and flushes it.
    private func fill(_ bytes: UnsafeRawBufferPointer, mode: mode_t) throws(KeyFileError) {
        let descriptor = unsafe openat(
            directory, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure }
        defer { close(descriptor) }
        // The process's umask may have taken bits away.
        guard fchmod(descriptor, mode) == 0 else { throw failure }
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let chunk = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = unsafe Glibc.write(descriptor, chunk.baseAddress, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure }
            unsafe rest = unsafe rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure }
    }

    /// Gives the finished file its name, unless the name is taken.
    ///
    /// A file system without hard links, such as FAT, keeps no modes either and is not fit for a
    /// key: there it fails with EPERM.
    private func place() throws(KeyFileError) {
        guard unsafe linkat(directory, temporaryName, directory, name, 0) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : failure
        }
    }

    /// Makes the name as durable as the file; when that fails, takes the name back.
    private func flushDirectory() throws(KeyFileError) {
        // Some network file systems know no flushing of directories.
        guard fsync(directory) != 0, errno != EINVAL else { return }
        let failure = failure
        _ = unsafe unlinkat(directory, name, 0)
        throw failure
    }

    private var failure: KeyFileError { .cannotWrite(path: path, errno: errno) }
}
