package import CBOR

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

extension LicenseStatus: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let value = item.integer.flatMap({ UInt8(exactly: $0) }) else { return nil }
        self.init(rawValue: value)
    }

    package var claim: CBORItem { .integer(Int64(rawValue)) }
}
