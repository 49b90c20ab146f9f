/// What a program's exit says to scripts, as in sysexits(3).
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, or allowed.
    case allowed = 0
    /// Judged, and denied.
    case denied = 1
    case usage = 64
    case malformed = 65
    case noInput = 66
    case unavailable = 69
    case internalFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case tryLater = 75
    case notPermitted = 77
    case configuration = 78

    /// A stable name for programs, for failures that have none of their own.
    package var code: String {
        switch self {
        case .allowed: "done"
        case .denied: "denied"
        case .usage: "command.usage"
        case .malformed: "input.malformed"
        case .noInput: "input.missing"
        case .unavailable: "service.unavailable"
        case .internalFault: "internal"
        case .cannotCreate: "output.cannot-create"
        case .inputOutput: "input-output"
        case .tryLater: "try-later"
        case .notPermitted: "not-permitted"
        case .configuration: "configuration"
        }
    }
}

/// An end whose result has been said already, such as a license that is denied.
package struct QuietExit: Error {
    /// What the exit says.
    package let status: ExitStatus

    /// An end of that status.
    package init(status: ExitStatus) {
        self.status = status
    }
}
