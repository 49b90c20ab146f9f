/// What a program's exit says to scripts, in the manner of sysexits(3).
package enum ExitStatus: Int32, Sendable {
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
