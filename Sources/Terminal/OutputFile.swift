import Glibc

/// A file that a command writes: whole or not at all.
///
/// The bytes go to a new file beside the old one, reach the disk, and take the name in one step.
package final class OutputFile {
    private let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Begins the file that will be called `path`; only its owner may read it unless said otherwise.
    package init(_ path: String, mode: UInt32 = 0o644) throws {
        self.path = path
        // One name, so that what a killed program left is taken over by the next one.
        temporaryPath = "\(path).partial"
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CommandFailure(
                .cannotCreate, "\(path) is a directory", nextStep: "name a file in it")
        }
        descriptor = Glibc.open(temporaryPath, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw Self.fault(path, .cannotCreate) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            descriptor = -1
            throw CommandFailure(
                .tryLater, "another program is writing \(path)",
                nextStep: "wait for it to end, or name another file")
        }
        guard ftruncate(descriptor, 0) == 0 else { throw Self.fault(path) }
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
    package static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// Writes a whole file.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.complete()
    }
}
