/// Something that denies nothing and that somebody should know.
public enum Warning: Equatable, Sendable {
    /// The license expires soon.
    case expiresSoon(at: Timestamp)
    /// The license has expired and goes on for its grace period.
    case inGrace(expiredAt: Timestamp, until: Timestamp)
    /// The clock is a little behind the moment at which the license was minted.
    case clockSlightlyBehind(issuedAt: Timestamp)
    /// The clock runs behind the latest moment that this device knows of, at which time is held.
    case clockHeld(at: Timestamp, reading: Timestamp)
    /// Nothing has told this device since then whether the license was revoked.
    case statusNotKnown(since: Timestamp)
    /// The next status list should be here by now.
    case statusListDue(issuedAt: Timestamp)
    /// The status list has expired: it would still deny, but allows nothing by itself.
    case statusListExpired(at: Timestamp)
    /// The lease of this machine's seat ends soon.
    case leaseEndsSoon(at: Timestamp)
    /// The program left a question out that the license asks.
    case notJudged(Question)

    /// What a program may leave to be decided elsewhere.
    public enum Question: String, Sendable {
        case conditions, activation, usage, release
    }
}

extension Warning: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .expiresSoon: "license.expires-soon"
        case .inGrace: "license.in-grace"
        case .clockSlightlyBehind: "clock.slightly-behind"
        case .clockHeld: "clock.held"
        case .statusNotKnown: "status.not-known"
        case .statusListDue: "status.list-due"
        case .statusListExpired: "status.list-expired"
        case .leaseEndsSoon: "activation.lease-ends-soon"
        case .notJudged(let question): "\(question.rawValue).not-judged"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .expiresSoon(let at): "the license expires on \(at)"
        case .inGrace(let expiredAt, let until):
            "the license expired on \(expiredAt) and goes on until \(until)"
        case .clockSlightlyBehind(let issuedAt):
            "this machine's clock is a little behind \(issuedAt), when the license was made"
        case .clockHeld(let at, let reading):
            "this machine's clock says \(reading) and has said \(at) before; time is held there"
        case .statusNotKnown(let since):
            "whether the license was revoked after \(since) is not known here"
        case .statusListDue(let issuedAt):
            "the status list is of \(issuedAt), and a newer one should be here by now"
        case .statusListExpired(let at):
            "the status list expired on \(at), so whether the license was revoked is not known"
        case .leaseEndsSoon(let at): "this machine's seat is leased until \(at)"
        case .notJudged(.conditions): "the license has conditions that were not looked at here"
        case .notJudged(.activation):
            "the license needs an activation on each machine, which was not looked at here"
        case .notJudged(.usage): "the license is metered, and usage was not looked at here"
        case .notJudged(.release):
            "the license covers certain builds, which was not looked at here"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .expiresSoon, .inGrace: "renew the license"
        case .clockSlightlyBehind: "set the machine's clock to the right date and time"
        case .clockHeld:
            "set the clock right; if it ran ahead before, bring a newer status list or a clock reset"
        case .leaseEndsSoon: "renew the activation, online or with an activation request"
        case .statusListDue, .statusListExpired:
            "bring a newer status list to this machine, by network or by file"
        case .statusNotKnown: "bring a status list to this machine, by network or by file"
        case .notJudged: "let the licensed program decide, on the machine that it runs on"
        }
    }
}
