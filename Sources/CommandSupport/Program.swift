package import ArgumentParser
import Glibc
import Terminal

/// One of our programs: its command tree, and how it ends.
package protocol Program: AsyncParsableCommand {}

extension Program {
    /// Runs the command that the arguments name, and exits as it ends.
    package static func main() async {
        do {
            try ProcessMemory.forbidDumps()
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(after: error)
        }
    }

    /// Says on standard error what went wrong and what to do, and ends the program.
    private static func end(after error: any Error) -> Never {
        if let quiet = error as? QuietExit { Glibc.exit(quiet.status.rawValue) }
        if let failure = CommandFailure(error) { failure.leave(json: asksForJSON) }
        switch exitCode(for: error) {
        // Help, the version, a completion script.
        case .success: exit(withError: error)
        case .validationFailure: endUsage(error)
        default:
            CommandFailure(
                .internalFault, message(for: error),
                nextStep: "report it, with the command and these lines"
            ).leave(json: asksForJSON)
        }
    }

    /// A mistake on the command line, in the argument parser's words: those show the usage.
    private static func endUsage(_ error: any Error) -> Never {
        let failure = CommandFailure(
            .usage, message(for: error), nextStep: "see `\(_commandName) help`")
        // A failure that cannot even be written as JSON is still in the exit status.
        if asksForJSON { try? FailureReport(failure).say(json: true) }
        // It repeats what was typed, which may be a name that a customer chose.
        let message = fullMessage(for: error).withoutURLPasswords.spelledOutByLine
        Console.writeError("\(message)\ncode: \(failure.code)\n")
        Glibc.exit(failure.status.rawValue)
    }

    /// Whether the person asked for JSON, also of a command that failed before it knew.
    private static var asksForJSON: Bool {
        CommandLine.arguments.prefix { $0 != "--" }.contains("--json")
    }
}
