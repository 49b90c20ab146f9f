import LicenseVerifier

/// Why a machine's clock is not believed.
enum ClockFault: Equatable, Sendable {
    /// It is suddenly far ahead of the time that has passed; the service's time goes on without it.
    case leapt(by: Duration)
    /// It differs from the clock that all nodes ask, so one of the two is wrong.
    case differs(by: Duration)

    /// A stable name for programs.
    var code: String {
        switch self {
        case .leapt: "clock-leapt"
        case .differs: "clock-differs"
        }
    }

    /// By how many seconds.
    var seconds: Int64 {
        switch self {
        case .leapt(let span), .differs(let span): span.components.seconds
        }
    }

    /// What an operator reads.
    var sentence: String {
        switch self {
        case .leapt:
            "the machine's clock has leapt ahead: the service's time goes on without it"
        case .differs:
            "the clocks of this machine and of the database differ: nothing is dated here"
        }
    }

    /// What the operator can do.
    var nextStep: String {
        switch self {
        case .leapt: "set the clock; where it is right now, start the service again"
        case .differs: "set the one that is wrong"
        }
    }
}
