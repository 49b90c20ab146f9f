/// Something that denies nothing and that somebody should know.
public enum Warning: Equatable, Sendable {
    /// The license expires soon.
    case expiresSoon(at: Timestamp)
    /// The license has expired, and its grace period has not.
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
    /// The trust bundle has expired: a key may have been withdrawn since.
    case bundleExpired(at: Timestamp)
    /// The trust bundle is older than the program likes it to be.
    case bundleDue(issuedAt: Timestamp)
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
        case .bundleExpired: "trust.bundle-expired"
        case .bundleDue: "trust.bundle-due"
        case .leaseEndsSoon: "activation.lease-ends-soon"
        case .notJudged(let question): "\(question.rawValue).not-judged"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .expiresSoon(let at): "the license expires on \(at)"
        case .inGrace(let expiredAt, let until):
            "the license expired on \(expiredAt) and can be used until \(until)"
        case .clockSlightlyBehind(let issuedAt):
            "this machine's clock is slightly behind \(issuedAt), when the license was issued"
        case .clockHeld(let at, let reading):
            "this machine's clock says \(reading), earlier than \(at), which it said before;"
                + " \(at) counts"
        case .statusNotKnown(let since):
            "it is not known whether the license was revoked after \(since)"
        case .statusListDue(let issuedAt):
            "the status list is from \(issuedAt), and a newer one is due"
        case .statusListExpired(let at):
            "the status list expired on \(at), so it is not known whether the license was revoked"
        case .bundleExpired(let at):
            "the trust bundle expired on \(at), so it is not known whether a key was withdrawn"
        case .bundleDue(let issuedAt):
            "the trust bundle is from \(issuedAt), and a newer one is due"
        case .leaseEndsSoon(let at): "the lease of this machine's seat ends on \(at)"
        case .notJudged(.conditions): "the license has conditions that were not checked here"
        case .notJudged(.activation):
            "the license needs an activation on each machine, which was not checked here"
        case .notJudged(.usage): "the license is metered, and usage was not checked here"
        case .notJudged(.release):
            "the license covers certain builds, which was not checked here"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .expiresSoon, .inGrace: "renew the license"
        case .clockSlightlyBehind: "set this machine's clock to the correct date and time"
        case .clockHeld:
            "correct the clock; if it ran ahead, install a newer status list or a clock reset"
        case .leaseEndsSoon: "renew the activation, online or with an activation request"
        case .statusListDue, .statusListExpired:
            "install a newer status list on this machine, online or from a file"
        case .bundleExpired, .bundleDue:
            "install the vendor's newest trust bundle on this machine, online or from a file"
        case .statusNotKnown: "install a status list on this machine, online or from a file"
        case .notJudged: "let the licensed program decide, on the machine that it runs on"
        }
    }
}
