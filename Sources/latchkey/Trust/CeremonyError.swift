import COSE
import CommandSupport
import LicenseVerifier
import Terminal

/// Why a bundle is not drafted, signed or believed as it was asked for.
enum CeremonyError: Error, Equatable {
    /// A draft, where a signed bundle is needed.
    case draft(path: String)
    /// A signed bundle, which must not be overwritten by the draft of the next one.
    case signed(path: String, version: UInt64)
    /// A key that is not a root key of the bundle, nor of the one before.
    case notRoot(KeyID)
    /// A key of the bundle, which signs other things than bundles.
    case roleKey(KeyID, KeyRole)
    /// A stolen key, which cannot vouch for its own licenses.
    case stolenKey(KeyID)
    /// A root key that has signed already.
    case hasSigned(KeyID)
    /// A bundle that cannot be the one before.
    case notPredecessor(path: String)
    /// A key that the bundle does not have.
    case unknownKey(KeyID)
    /// A root key where a key with a role is needed, or the other way round.
    case rootWithRole(KeyID)
    /// A key that the bundle has already.
    case knownKey(KeyID)
    /// Constraints of a key that does not issue.
    case constraints(KeyRole)
    /// A window that ends before it begins.
    case window(KeyID)
    /// An expiry that is not later than the making.
    case expiry
    /// More keys, or benefits of one key, than a bundle may have.
    case tooManyKeys
    /// Too many addresses, an empty one or one that is too long.
    case addresses
}

extension CeremonyError: Explained {
    /// A stable name for programs.
    var code: String {
        switch self {
        case .draft: "trust.draft"
        case .signed: "trust.signed"
        case .notRoot: "trust.not-root"
        case .roleKey: "trust.role-key"
        case .stolenKey: "trust.stolen-key"
        case .hasSigned: "trust.has-signed"
        case .notPredecessor: "trust.not-before"
        case .unknownKey: "trust.unknown-key"
        case .rootWithRole: "trust.root-with-role"
        case .knownKey: "trust.known-key"
        case .constraints: "trust.constraints"
        case .window: "trust.window"
        case .expiry: "trust.expiry"
        case .tooManyKeys: "trust.too-many-keys"
        case .addresses: "trust.addresses"
        }
    }

    /// One sentence without a full stop.
    var description: String {
        switch self {
        case .draft(let path): "\(path) is a draft that nobody has signed"
        case .signed(let path, let version):
            "\(path) is signed as version \(version) and cannot be changed"
        case .notRoot(let key): "the key \(key) is not a root key of this bundle"
        case .roleKey(let key, let role):
            "the key \(key) has the role \(role) in this bundle and is not a root key"
        case .stolenKey(let key): "the key \(key) is the stolen key, not a root key"
        case .hasSigned(let key): "the key \(key) has already signed it"
        case .notPredecessor(let path): "\(path) is not the bundle before this one"
        case .unknownKey(let key): "the key \(key) is not in the bundle"
        case .rootWithRole(let key):
            "the key \(key) is a root key and has a role; it can be only one of the two"
        case .knownKey(let key): "the key \(key) is already in the bundle"
        case .constraints(let role):
            "only an issuing key has benefits, a longest lifetime or --require-status, and this "
                + "one has the role \(role)"
        case .window(let key): "the window of the key \(key) would end before it begins"
        case .expiry: "the bundle would expire as soon as it is made"
        case .tooManyKeys:
            "a bundle has at most \(TrustBundle.maxKeys) keys, and a key as many benefits"
        case .addresses:
            "a bundle has up to \(TrustBundle.maxURLs) service addresses, of 1 to "
                + "\(TrustBundle.maxURLBytes) bytes each"
        }
    }

    /// What the person can do about it.
    var nextStep: String {
        switch self {
        case .draft: "sign it with `latchkey trust sign` and a root key"
        case .signed(_, let version):
            "draft version \(version + 1) in a file of its own: add --output and a name"
        case .notRoot:
            "sign with a root key; if the bundle names new ones, name the bundle before it with "
                + "--held, and its root keys can sign too"
        case .roleKey: "sign with a root key: see them with `latchkey trust show`"
        case .stolenKey: "sign with a root key"
        case .hasSigned: "have another root key sign it"
        case .notPredecessor: "name the one from which this was drafted with --held"
        case .unknownKey: "see the keys with `latchkey trust show`"
        case .rootWithRole: "make a key of its own for each with `latchkey keys new`"
        case .knownKey: "end its window with `latchkey trust retire-key`, or name another key"
        case .constraints: "leave them out, or give the key the role issue"
        case .window: "give --from an earlier time, or --until a later one"
        case .expiry: "give a longer --expires"
        case .tooManyKeys: "leave out those that are no longer used"
        case .addresses: "name fewer or shorter addresses"
        }
    }
}

extension CeremonyError: CommandError {
    var exitStatus: ExitStatus {
        switch self {
        case .draft, .notPredecessor: .malformed
        case .signed, .hasSigned: .cannotCreate
        case .notRoot, .roleKey, .stolenKey: .notPermitted
        case .unknownKey: .noInput
        case .rootWithRole, .knownKey, .constraints, .window, .expiry,
            .tooManyKeys, .addresses:
            .usage
        }
    }
}
