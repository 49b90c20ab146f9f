import Foundation
import Glibc

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
        let policy = policy
        return await withCheckedContinuation { continuation in
            // Nothing but a thread can wait for a program.
            DispatchQueue.global().async {
                let outcome: Outcome
                do throws(Errno) {
                    let child = try ChildProgram(
                        policy.program, policy.arguments, reading: input.fileDescriptor)
                    outcome = Self.outcome(of: child.end(within: policy.timeout))
                } catch {
                    outcome = .later(fault: "cannot-start")
                }
                continuation.resume(returning: outcome)
            }
        }
    }

    private static func outcome(of ending: ChildProgram.Ending) -> Outcome {
        // The codes are those of sysexits.h.
        switch ending {
        case .killed: .later(fault: "killed")
        case .exited(0): .taken
        case .exited(let status) where status == wrongMessage || status == nobodyThere:
            .refused(fault: "exit-\(status)")
        case .exited(let status): .later(fault: "exit-\(status)")
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
