import Glibc

/// A failure as the person at the terminal hears of it.
package struct CommandFailure: Error {
    /// What the exit says.
    package let status: ExitStatus
    /// What went wrong: one sentence without a full stop, or several of which each has a line.
    package let descriptions: [String]
    /// What to do about it.
    package let nextStep: String

    /// A failure of one sentence.
    package init(_ status: ExitStatus, _ description: String, nextStep: String) {
        self.init(status, [description], nextStep: nextStep)
    }

    /// Several mistakes, said together.
    package init(_ status: ExitStatus, _ descriptions: [String], nextStep: String) {
        self.status = status
        self.descriptions = descriptions
        self.nextStep = nextStep
    }

    /// Says it on standard error, and ends the program.
    package func leave() -> Never {
        Console.complain(descriptions, hint: nextStep)
        exit(status.rawValue)
    }
}
