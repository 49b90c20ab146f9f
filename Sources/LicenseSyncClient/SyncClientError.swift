public import LicenseLedger
public import LicenseVerifier

/// Why a round with the vendor's service did not come to its end.
public enum SyncClientError: Error, Equatable, Sendable {
    /// No address of the service answered.
    case unreachable(tries: Int)
    /// The certificate of the server is not trusted.
    case untrusted(String)
    /// An address that is none, or is not encrypted and not on this machine.
    case address(String)
    /// Neither was an address named, nor does the machine's trust bundle know one.
    case noAddress
    /// The service refused the request with a code of its own.
    case refused(status: Int, code: String)
    /// The registry of the service has stopped until the vendor acts.
    case standsStill(code: String)
    /// What answers at the address is not the service.
    case foreign(String)
    /// The answer is not a signed message.
    case answer
    /// The ledger could not take part.
    case ledger(LedgerError)
}

extension SyncClientError {
    /// Whether it lies with the way to one server, so that another one may do.
    var isOfConnection: Bool {
        switch self {
        case .unreachable, .foreign, .untrusted, .standsStill: true
        case .address, .noAddress, .refused, .answer, .ledger: false
        }
    }
}

extension SyncClientError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .unreachable: "sync.unreachable"
        case .untrusted: "sync.untrusted-server"
        case .address: "sync.address"
        case .noAddress: "sync.no-address"
        case .refused: "sync.refused"
        case .standsStill: "sync.stands-still"
        case .foreign: "sync.not-the-service"
        case .answer: "sync.answer"
        case .ledger(let error): error.code
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .unreachable(let tries): "the vendor's service did not answer after \(tries) tries"
        case .untrusted(let host): "the certificate of \(host) is not trusted here"
        case .address(let url): "\(url) is not the address of a service"
        case .noAddress: "this machine does not know where the vendor's service is"
        case .refused(let status, let code): "the service refused the request (\(status), \(code))"
        case .standsStill(let code):
            "the vendor's service has stopped until the vendor acts (\(code))"
        case .foreign(let url): "what answers at \(url) is not the license service"
        case .answer: "the service's answer is not a signed message"
        case .ledger(let error): error.description
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .unreachable:
            "nothing is lost: try later, or carry the messages by file with `push` and `pull`"
        case .untrusted:
            "if this network has a login page, log in there first; name an authority of the vendor's "
                + "own with --ca-file"
        case .address: "write it as https://licenses.example.com"
        case .noAddress:
            "name it with --service, or install the vendor's trust bundle, which may say where it is"
        case .refused(429, _), .refused(503, _): "try later"
        case .refused: "ask the vendor, and quote this message"
        case .standsStill:
            "nothing is lost: tell the vendor, and quote this message, or try again in some hours"
        case .foreign:
            "nothing is lost: if this network has a login page, log in there, and try later; else "
                + "check the address"
        case .answer: "check whether a proxy between here and the service alters its answers"
        case .ledger(let error): error.nextStep
        }
    }
}
