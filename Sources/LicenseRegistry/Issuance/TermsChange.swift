public import LicenseVerifier

/// Which terms of a license change.
public struct TermsChange: Sendable {
    /// What becomes of one term.
    public enum Term<Value: Sendable>: Sendable {
        case keep
        case set(Value?)

        var isKept: Bool {
            switch self {
            case .keep: true
            case .set: false
            }
        }

        func applied(to old: Value?) -> Value? {
            switch self {
            case .keep: old
            case .set(let new): new
            }
        }
    }

    /// When it ends; nil for never.
    public var end = Term<Timestamp>.keep
    /// Its seats; nil where they are not used.
    public var activationLimit = Term<ActivationLimit>.keep
    /// Its units; nil for any number.
    public var usageLimit = Term<UInt64>.keep

    /// No change.
    public init() {}

    /// Whether nothing changes.
    public var isEmpty: Bool {
        end.isKept && activationLimit.isKept && usageLimit.isKept
    }
}
