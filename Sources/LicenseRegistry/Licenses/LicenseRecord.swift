public import COSE
public import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

/// Whether a license may be used, as the issuer has it.
public enum LicenseState: Int64, Sendable, CustomStringConvertible {
    /// It may.
    case granted = 0
    /// It may not for now, and can come back.
    case disabled = 1
    /// It may not any more.
    case revoked = 2

    /// The word for it.
    public var description: String {
        switch self {
        case .granted: "granted"
        case .disabled: "disabled"
        case .revoked: "revoked"
        }
    }
}

/// A license as the registry keeps it.
public struct LicenseRecord: Equatable, Sendable {
    /// What it says.
    public let claims: LicenseClaims
    /// The signed object.
    public let message: SignedMessage
    /// The issuer's own name for the customer.
    public let customer: String?
    /// Its row in its batch, from 1 on.
    public let batchRow: Int?
    /// Whether it may be used.
    public let state: LicenseState
    /// Since when.
    public let stateChangedAt: Timestamp
    /// Why, in the issuer's words.
    public let stateReason: String

    /// A license that was minted and is granted.
    public init(
        claims: LicenseClaims, message: SignedMessage, customer: String? = nil,
        batchRow: Int? = nil
    ) {
        self.claims = claims
        self.message = message
        self.customer = customer
        self.batchRow = batchRow
        state = .granted
        stateChangedAt = claims.issuedAt
        stateReason = ""
    }

    /// A license that was minted and is granted.
    public init(_ minted: MintedLicense, customer: String? = nil) {
        self.init(claims: minted.claims, message: minted.message, customer: customer)
    }

    init(_ row: SQLRow) throws(SQLError) {
        let octets = try row.blob("octets")
        do {
            message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
            claims = try UnverifiedClaims(of: LicenseKey(message)).asserted
        } catch {
            throw .column("octets")
        }
        guard let state = LicenseState(rawValue: try row.integer("state")) else {
            throw .column("state")
        }
        self.state = state
        stateChangedAt = try row.timestamp("state_changed_at")
        stateReason = try row.text("state_reason")
        customer = try row.optionalText("customer_name")
        batchRow = try row.optionalInteger("batch_row").map { Int($0) }
    }
}

/// Which licenses are asked for; nil asks for all.
public struct LicenseFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of which benefit.
    public var benefit: BenefitID?
    /// Of which customer.
    public var customer: CustomerID?
    /// Of which batch.
    public var batch: BatchID?
    /// Ending before this moment.
    public var expiringBefore: Timestamp?
    /// In which state.
    public var state: LicenseState?

    /// All licenses of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}
