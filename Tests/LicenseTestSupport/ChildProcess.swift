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
    environment: [String: String]? = nil, directory: String? = nil, limit: TimeInterval = 120
) throws -> ProcessResult {
    // A program that ends before it has read its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    if let environment { process.environment = environment }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = standardError
    try process.start()
    let deadline = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: deadline)
    let error = Collected(standardError)
    DispatchQueue.global().async {
        // What a program does not read is not the test's fault.
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
        try? standardInput.fileHandleForWriting.close()
    }
    let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    deadline.cancel()
    return ProcessResult(
        status: process.terminationReason == .exit
            ? process.terminationStatus : 128 + process.terminationStatus,
        output: Array(output), error: error.bytes())
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

    init(_ pipe: Pipe) {
        DispatchQueue.global().async { [self] in
            let all = pipe.fileHandleForReading.readDataToEndOfFile()
            data.withLock { $0 = all }
            done.signal()
        }
    }

    func bytes() -> [UInt8] {
        done.wait()
        return data.withLock { Array($0) }
    }
}
