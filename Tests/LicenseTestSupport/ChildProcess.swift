public import Foundation
import Synchronization

/// How a program ended and what it wrote.
public struct ProcessResult: Sendable {
    /// The exit status; for a program that a signal ended, the signal's number and 128.
    public let status: Int32
    /// Standard output.
    public let output: [UInt8]
    /// Standard error.
    public let error: [UInt8]
}

/// Runs a program to its end and takes what it writes.
///
/// - Parameters:
///   - input: what it reads from standard input.
///   - environment: its whole environment; nil for this process's own.
///   - directory: where it runs.
///   - limit: after this number of seconds it is ended, so that a test that hangs fails.
public func runProcess(
    _ executable: String, _ arguments: [String] = [], input: [UInt8] = [],
    environment: [String: String]? = nil, directory: String? = nil, limit: TimeInterval = 600
) throws -> ProcessResult {
    // A program that ends before it has read its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    // No other program may start between a pipe and its mark.
    let (standardInput, standardOutput, standardError, child) = try starting.withLock {
        let (input, output, error) = (try ChildPipe(), try ChildPipe(), try ChildPipe())
        let child = try spawn(
            executable, arguments, environment, directory,
            [input.reading, output.writing, error.writing])
        return (input, output, error, child)
    }
    for own in [standardInput.reading, standardOutput.writing, standardError.writing] { close(own) }
    let deadline = DispatchWorkItem { kill(child, SIGTERM) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: deadline)
    let error = Collected(standardError.reading)
    DispatchQueue.global().async {
        // What a program does not read is not the test's fault.
        let handle = FileHandle(fileDescriptor: standardInput.writing, closeOnDealloc: false)
        try? handle.write(contentsOf: Data(input))
        close(standardInput.writing)
    }
    let output = Collected(standardOutput.reading)
    let (written, complaint) = (output.bytes(), error.bytes())
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    deadline.cancel()
    let signalNumber = status & 0x7f
    return ProcessResult(
        status: signalNumber == 0 ? status >> 8 & 0xff : 128 + signalNumber, output: written,
        error: complaint)
}

/// Two ends that no other program inherits.
private struct ChildPipe {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}

/// Starts a program in a process group of its own.
///
/// Not by Foundation's `Process`: its `run` copies each entry of /proc/self/fd as if it had its
/// greatest length, and so reads past the end of the directory's buffer where some 1,350 files are
/// open, which many tests at once have.
private func spawn(
    _ executable: String, _ arguments: [String], _ environment: [String: String]?,
    _ directory: String?, _ streams: [Int32]
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
        posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let all = environment ?? ProcessInfo.processInfo.environment
    let within = directory.map { ["/usr/bin/env", "-C", $0] } ?? []
    let command = within + [executable] + arguments
    var words = command.map { strdup($0) } + [nil]
    var variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, command[0], &actions, &attributes, &words, &variables)
    guard failure == 0 else { throw POSIXError(POSIXError.Code(rawValue: failure) ?? .ENOENT) }
    return child
}

/// Foundation's processes share a thread and tables that are not safe to be set up twice at once.
private let starting = NSLock()

extension Process {
    /// Starts it while no other test starts one: two starts at once have ended the tests by a signal.
    public func start() throws {
        try starting.withLock { try run() }
    }
}

/// What comes out of a pipe, read beside other work so that neither side waits for ever.
private final class Collected: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let data = Mutex(Data())

    init(_ descriptor: Int32) {
        DispatchQueue.global().async { [self] in
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            let all = handle.readDataToEndOfFile()
            data.withLock { $0 = all }
            done.signal()
        }
    }

    func bytes() -> [UInt8] {
        done.wait()
        return data.withLock { Array($0) }
    }
}
