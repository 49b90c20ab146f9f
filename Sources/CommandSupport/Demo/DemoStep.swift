import Glibc
package import Terminal

/// One step of a demo: what it shows, the command that shows it, and how that must end.
package struct DemoStep: Sendable {
    let title: String
    package let command: String
    let expected: ExitStatus

    /// A step that ends well unless something else is said.
    package init(_ title: String, _ command: String, ends expected: ExitStatus = .allowed) {
        self.title = title
        self.command = command
        self.expected = expected
    }

    /// Shows what comes: each command as a person types it.
    package func announce() {
        Console.say("\n\(Style(for: STDOUT_FILENO).strong("# \(title)"))")
        Console.say(command.split(separator: "\n").map { "$ \($0)" }.joined(separator: "\n"))
    }

    /// Throws where the command has ended in another way than it should.
    package func check(_ status: Int32) throws(CommandFailure) {
        if expected != .allowed {
            Console.say(Style(for: STDOUT_FILENO).faint("(exit status \(status))"))
        }
        guard status == expected.rawValue else {
            throw CommandFailure(
                .internalFault, "this step ended with \(status) instead of \(expected.rawValue)",
                nextStep: "please report it with the lines above")
        }
    }

    /// Ends a demo, all of whose steps were good.
    package static func succeed() {
        Console.say("\n\(Style(for: STDOUT_FILENO).good("Every step ended as it should."))")
    }
}
