import Glibc

/// A failure as the person at the terminal hears of it.
package struct CommandFailure: Error {
    /// What the exit says.
    package let status: ExitStatus
    /// A stable name for programs: its own, or else the exit status's.
    package let code: String
    /// What went wrong: one sentence without a full stop, or several of which each has a line.
    package let descriptions: [String]
    /// What to do about it.
    package let nextStep: String

    /// A failure of one sentence.
    package init(
        _ status: ExitStatus, code: String? = nil, _ description: String, nextStep: String
    ) {
        self.init(status, code: code, [description], nextStep: nextStep)
    }

    /// Several mistakes, said together.
    package init(
        _ status: ExitStatus, code: String? = nil, _ descriptions: [String], nextStep: String
    ) {
        self.status = status
        self.code = code ?? status.code
        self.descriptions = descriptions.map(\.withoutURLPasswords)
        self.nextStep = nextStep.withoutURLPasswords
    }

    /// Says it on standard error.
    package func complain() {
        Console.complain(descriptions, hint: nextStep, code: code)
    }

    /// Says it on standard error, and to programs that asked for JSON on standard output as well;
    /// then ends the program.
    package func leave(json: Bool = false) -> Never {
        // A failure that cannot even be written as JSON is still in the exit status.
        if json { try? FailureReport(self).say(json: true) }
        complain()
        exit(status.rawValue)
    }

    /// Says it on standard error alone, since a report has said it to programs, and ends the
    /// command.
    package func endAfterReport() throws(QuietExit) -> Never {
        complain()
        throw QuietExit(status: status)
    }
}

/// A failure for programs.
package struct FailureReport: Report {
    /// `denied` where the license or the vendor says no, else `refused`.
    let outcome: String
    /// A stable name, always.
    package let code: String
    let message: String
    let nextStep: String

    /// The failure, as JSON has it.
    package init(_ failure: CommandFailure) {
        outcome = failure.status == .denied ? "denied" : "refused"
        code = failure.code
        message = failure.descriptions.joined(separator: "; ")
        nextStep = failure.nextStep
    }

    /// The text, without a final line feed.
    package func text(_ style: Style) -> String { "\(style.bad(outcome))  \(message)" }
}
