import Foundation
import Glibc

/// What a command reads: a named file or standard input, never more than it asked for.
package struct InputFile {
    /// The path as the person gave it; `-` is standard input.
    package let path: String

    /// The file of a path.
    package init(path: String) {
        self.path = path
    }

    /// Whether it is standard input.
    package var isStandardInput: Bool { path == "-" }

    /// Whether a file of this name can be opened.
    package var exists: Bool { isStandardInput || access(path, F_OK) == 0 }

    /// Whether the name is a directory's.
    package var isDirectory: Bool { status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// How many bytes a regular file has; nil for anything else.
    package var size: Int? {
        status.flatMap { $0.st_mode & S_IFMT == S_IFREG ? Int($0.st_size) : nil }
    }

    private var status: stat? {
        guard !isStandardInput else { return nil }
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// All bytes, at most `limit`; more is refused rather than cut.
    package func bytes(limit: Int) throws -> [UInt8] {
        let descriptor = try open()
        defer { if !isStandardInput { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                guard errno == EINTR else { throw fault(errno) }
                continue
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw CommandFailure(
                    .malformed, "\(name) has more than the \(limit) bytes allowed here",
                    nextStep: "check that it is the file you meant")
            }
        }
    }

    /// Opens the file for reading; a directory is refused here, where the sentence can be clear.
    package func open() throws -> Int32 {
        if isStandardInput {
            if Console.isTerminal(STDIN_FILENO) {
                Console.remark("reading standard input; end it with Ctrl-D")
            }
            return STDIN_FILENO
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw CommandFailure(
                .noInput, "\(name) is a directory", nextStep: "name a file in it")
        }
        return descriptor
    }

    /// The name for messages.
    package var name: String { isStandardInput ? "standard input" : path }

    fileprivate func fault(_ code: Int32) -> CommandFailure {
        CommandFailure(
            code == ENOENT ? .noInput : code == EACCES ? .notPermitted : .inputOutput,
            "\(name) cannot be read: \(String(cString: strerror(code)))",
            nextStep: code == ENOENT ? "check the name" : "check the file and its permissions")
    }
}

extension InputFile {
    /// Hands over all bytes of the file in blocks.
    package func forEachBlock(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        let descriptor = try open()
        defer { if !isStandardInput { close(descriptor) } }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return }
            if count < 0 {
                guard errno == EINTR else { throw fault(errno) }
                continue
            }
            try body(buffer[..<count])
        }
    }
}
