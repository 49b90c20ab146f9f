package import LicenseVerifier
import SQLDatabase

/// What people see as a license's key.
public enum KeyForm: Int64, Sendable {
    /// The signed license key.
    case signed = 0
    /// A short text, which works online and is exchanged for the signed key.
    case short = 1

    /// The text of a license that is about to be recorded; nil where people see the signed key.
    ///
    /// A short text is `PREFIX-UUID`: 122 random bits, so nobody finds one by trying.
    package func text(
        of claims: LicenseClaims, using generator: inout some RandomNumberGenerator
    ) -> String? {
        guard self == .short else { return nil }
        return "\(claims.prefix)-\(LicenseID.random(using: &generator))".uppercased()
    }
}

extension KeyForm: SQLColumnValue {}
