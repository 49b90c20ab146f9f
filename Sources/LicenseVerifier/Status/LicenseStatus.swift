/// What a status list says of one license, in two bits (Token Status List, status types).
public enum LicenseStatus: UInt8, Sendable, CaseIterable {
    /// Good.
    case valid = 0
    /// Revoked.
    case invalid = 1
    /// Suspended; can come back.
    case suspended = 2
    /// A meaning of the issuer's own, which a verifier that does not know it refuses.
    case applicationSpecific = 3
}
