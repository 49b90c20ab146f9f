import Foundation
import Glibc
import Synchronization

/// Hands a message to the mail system's own program, without a shell in between.
struct Sendmail: Sendable {
    /// How that went.
    enum Outcome: Equatable {
        /// The mail system has taken the message.
        case taken
        /// It may take it later.
        case later(fault: String)
        /// It will never take it.
        case refused(fault: String)
    }

    let policy: MailPolicy

    /// Waits until the program has ended, or its time has: then it is killed, and nobody knows
    /// whether the message was taken.
    func send(_ message: [UInt8]) async -> Outcome {
        guard let input = Self.file(of: message) else { return .later(fault: "no-space") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: policy.program)
        process.arguments = policy.arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let limit = policy.timeout / .seconds(1)
        return await withCheckedContinuation { continuation in
            process.terminationHandler = { ended in
                continuation.resume(returning: Self.outcome(of: ended))
            }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(returning: .later(fault: "cannot-start"))
                return
            }
            let child = process.processIdentifier
            DispatchQueue.global().asyncAfter(deadline: .now() + limit) {
                if process.isRunning { kill(child, SIGKILL) }
            }
        }
    }

    private static func outcome(of process: Process) -> Outcome {
        guard process.terminationReason == .exit else { return .later(fault: "killed") }
        // The codes are those of sysexits.h.
        switch process.terminationStatus {
        case 0: return .taken
        case wrongMessage, nobodyThere: return .refused(fault: "exit-\(process.terminationStatus)")
        default: return .later(fault: "exit-\(process.terminationStatus)")
        }
    }

    /// The message in a file without a name, so that no program waits for another's reading.
    private static func file(of message: [UInt8]) -> FileHandle? {
        let template = FileManager.default.temporaryDirectory.path + "/latchkeyd-XXXXXX"
        var path = Array(template.utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { return nil }
        unlink(path)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(message))
            try handle.seek(toOffset: 0)
        } catch {
            return nil
        }
        return handle
    }
}

private let wrongMessage: Int32 = 65
private let nobodyThere: Int32 = 67
