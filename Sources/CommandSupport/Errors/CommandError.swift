package import LicenseVerifier
package import Terminal

/// An error that a command can end with.
///
/// Its conformances are the one table from errors to exit statuses: each type has its row in one
/// place. A row switches over the cases without a `default`, unless all have one status.
package protocol CommandError: Error {
    /// What the exit says.
    var exitStatus: ExitStatus { get }
    /// The error as the person hears of it.
    var failure: CommandFailure { get }
}

extension CommandError where Self: Explained {
    /// The error's own code, sentence and next step.
    package var failure: CommandFailure { CommandFailure(exitStatus, explaining: self) }
}

extension CommandFailure {
    /// A finding that explains itself, as the end of a command.
    package init(_ status: ExitStatus, explaining finding: some Explained) {
        self.init(
            status, code: finding.code, finding.description, nextStep: finding.nextStep)
    }

    /// Looks an error up in the table; nil for one that is not in it, such as the argument
    /// parser's.
    package init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as any CommandError: self = error.failure
        default: return nil
        }
    }
}
