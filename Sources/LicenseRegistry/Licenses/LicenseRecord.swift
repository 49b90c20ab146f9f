public import COSE
public import LicenseIssuer
public import LicenseVerifier
package import SQLDatabase

/// A license as the registry keeps it.
public struct LicenseRecord: Equatable, Sendable {
    /// What it says.
    public let claims: LicenseClaims
    /// The signed object.
    public let message: SignedMessage
    /// The issuer's own name for the customer.
    public let customer: String?
    /// The address that is known of the customer, which no token has in it.
    public let customerEmail: String?
    /// Its row in its batch, from 1 on.
    public let batchRow: Int?
    /// Whether it may be used.
    public let state: LicenseState
    /// Since when.
    public let stateChangedAt: Timestamp
    /// Why, in the issuer's words.
    public let stateReason: String
    /// An end that was set without a new token; nil for none.
    public let earlierEnd: Timestamp?

    /// From when on it has ended: its expiry, or an earlier end that was set later; nil for never.
    public var end: Timestamp? { [claims.expiresAt, earlierEnd].compactMap(\.self).min() }

    /// A license that was minted and is granted.
    public init(
        claims: LicenseClaims, message: SignedMessage, customer: String? = nil,
        customerEmail: String? = nil, batchRow: Int? = nil
    ) {
        self.claims = claims
        self.message = message
        self.customer = customer
        self.customerEmail = customerEmail
        self.batchRow = batchRow
        state = .granted
        stateChangedAt = claims.issuedAt
        stateReason = ""
        earlierEnd = nil
    }

    /// A license that was minted and is granted.
    public init(
        _ minted: MintedLicense, customer: String? = nil, customerEmail: String? = nil,
        batchRow: Int? = nil
    ) {
        self.init(
            claims: minted.claims, message: minted.message, customer: customer,
            customerEmail: customerEmail, batchRow: batchRow)
    }

    /// Names exactly this token of the license (Token-Format, digest).
    package var tokenDigest: [UInt8] { Array(SHA256.digest(of: message.bytes).prefix(16)) }
}

extension LicenseRecord: SQLRecord {
    static let selection = selection(and: nil)

    /// The same with more columns.
    static func selection(and columns: String?) -> String {
        """
        SELECT license.octets, license.state, license.state_changed_at, license.state_reason,
            license.batch_row, license.ended_at, customer.name AS customer_name,
            customer.email\(columns.map { ", \($0)" } ?? "")
        FROM license LEFT JOIN customer ON customer.id = license.customer_id
            AND customer.organization_id = license.organization_id
        """
    }

    package init(_ row: SQLRow) throws(SQLError) {
        let octets: [UInt8] = try row["octets"]
        do {
            message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
            claims = try UnverifiedClaims(of: LicenseKey(message)).asserted
        } catch {
            throw .column("octets")
        }
        state = try row["state"]
        stateChangedAt = try row["state_changed_at"]
        stateReason = try row["state_reason"]
        earlierEnd = try row["ended_at"]
        customer = try row["customer_name"]
        customerEmail = try row["email"]
        let batchRow: Int64? = try row["batch_row"]
        self.batchRow = batchRow.map { Int($0) }
    }
}
