import ArgumentParser
import COSESigning
import Foundation
import LicenseService
import LicenseStore
import LicenseVerifier

/// What the program's exit says to scripts, in the manner of sysexits(3).
enum ServiceExit {
    private struct Failure {
        let status: Int32
        let text: String
        let nextStep: String
    }

    /// Says on standard error what went wrong and what to do, and ends the program.
    static func leave(after error: any Error, of command: any ParsableCommand.Type) -> Never {
        guard let failure = failure(error) else { command.exit(withError: error) }
        Console.talk("latchkeyd: error: \(failure.text)\nhint: \(failure.nextStep)\n")
        exit(failure.status)
    }

    /// Whether an error says by itself what went wrong and what to do.
    static func knows(_ error: any Error) -> Bool { failure(error) != nil }

    private static func failure(_ error: any Error) -> Failure? {
        switch error {
        case let error as ConfigurationMistakes:
            Failure(
                status: 78, text: error.sentences.joined(separator: "\nlatchkeyd: error: "),
                nextStep: "see all settings with `latchkeyd check-config`")
        case let error as StoreError:
            Failure(
                status: error == .busy ? 75 : 74, text: error.description,
                nextStep: error.nextStep)
        case let error as KeyFileError:
            Failure(status: 78, text: error.description, nextStep: error.nextStep)
        case let error as ServiceHomeError: failure(error)
        case let error as ConfiguredWebhookError:
            Failure(
                status: 78, text: error.description,
                nextStep: "write one secret on each line, such as whsec_ and base64 of 32 bytes")
        case let error as CommandFault:
            Failure(status: error.status, text: error.text, nextStep: error.nextStep)
        default: nil
        }
    }

    private static func failure(_ error: ServiceHomeError) -> Failure {
        switch error {
        case .cannotCreate(let path, let code):
            Failure(
                status: 73, text: "\(path) cannot be made: \(String(cString: strerror(code)))",
                nextStep: "make the directory above it, or name another place with --home")
        case .noSuchKey(let name):
            Failure(
                status: 78, text: "the registry has no issuing key called \(name)",
                nextStep: "make one with `latchkey keys new`, or leave keys.minting out")
        case .otherKey(let name):
            Failure(
                status: 78, text: "the private key of \(name) is not the one in the registry",
                nextStep: "restore its file from a backup")
        }
    }
}

/// A failure that a command knows the words for.
struct CommandFault: Error {
    let status: Int32
    let text: String
    let nextStep: String
}

/// The terminal's two streams: results on standard output, talk on standard error.
enum Console {
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func talk(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
