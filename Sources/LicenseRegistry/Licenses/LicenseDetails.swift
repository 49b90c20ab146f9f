import COSE
public import LicenseVerifier
import SQLDatabase

/// A license with all that the service counts of it, as of one moment.
public struct LicenseDetails: Sendable {
    /// The license.
    public let record: LicenseRecord
    /// Who has it; one is made up from the license's id where none is named.
    public let customer: CustomerRecord
    /// The text that people see: an imported or short one, or the signed key.
    public let text: String
    /// Where it comes from.
    public let origin: LicenseOrigin
    /// Since when it is there, whatever its newest token says.
    public let createdAt: Timestamp
    /// From when on it has ended: its expiry, or an earlier end that was set later; nil for never.
    public let end: Timestamp?
    /// Units that were counted online; the vendor can set it to anything.
    public internal(set) var uses: Int64
    /// Units that devices have reported.
    public let deviceUses: Int64
    /// Units that devices may use in all, those that they have reported included.
    public let deviceCeiling: Int64
    /// How many seats are taken, online and by devices.
    public let seatsTaken: UInt64
    /// How often it was validated.
    public internal(set) var validations: Int64
    /// When it was validated last.
    public internal(set) var validatedAt: Timestamp?
    /// When it was changed or validated last; nil for never.
    public internal(set) var changedAt: Timestamp?
    /// The grant that gave it; nil where there was none.
    public let grant: GrantID?
    /// Through what that grant was given.
    public let sale: Sale?

    /// What it says.
    public var claims: LicenseClaims { record.claims }
    /// The units that are known to be used.
    public var usage: Int64 { uses + deviceUses }
    /// The units that are neither used nor promised to a device; nil where there is no limit.
    public var unitsLeft: Int64? {
        claims.usageLimit.map { Int64(clamping: $0) - uses - deviceCeiling }
    }

    /// Whether it has ended at a moment.
    public func hasEnded(at now: Timestamp) -> Bool { end.map { now >= $0 } ?? false }

    /// Why it does not serve at a moment; nil where it does.
    public func refusal(at now: Timestamp) -> LicenseKeyRefusal? {
        if record.state != .granted { return .notGranted(record.state) }
        return hasEnded(at: now) ? .expired : nil
    }
}

/// Where a license comes from.
public enum LicenseOrigin: Int64, Sendable {
    /// It was minted for a sale.
    case sale = 0
    /// It was sold elsewhere and taken over.
    case imported = 1
    /// It was supplied by hand.
    case manual = 2
}

extension LicenseDetails {
    /// The parameter `$1` is the moment.
    static let selection = """
        SELECT license.octets, license.state, license.state_changed_at, license.state_reason,
            license.batch_row, license.sequence, customer.name AS customer_name, license.origin,
            license.ended_at, license.uses, license.validations, license.validated_at,
            license.changed_at, license.created_at, license_text.characters, license_text.is_shown,
            license_grant.id AS grant_id, license_grant.sale_kind, license_grant.sale,
            customer.id AS customer_id, customer.email,
            customer.external_id, customer.metadata, customer.is_team,
            customer.created_at AS customer_created_at,
            customer.changed_at AS customer_changed_at,
            customer.deleted_at AS customer_deleted_at,
            license.device_uses, license.device_ceiling,
            (SELECT count(*) FROM activation WHERE activation.license_id = license.id
                AND deactivated_at IS NULL AND (lease_end_at IS NULL OR lease_end_at > $1))
            + (SELECT count(*) FROM seat
                WHERE seat.license_id = license.id AND freed_at IS NULL) AS seats_taken
        FROM license LEFT JOIN customer ON customer.id = license.customer_id
            LEFT JOIN license_text ON license_text.license_id = license.id
            LEFT JOIN license_grant ON license_grant.license_id = license.id
        """

    init(_ row: SQLRow) throws(SQLError) {
        record = try LicenseRecord(row)
        customer =
            try row.optionalBlob("customer_id") == nil
            ? .placeholder(for: record.claims)
            : CustomerRecord(row, of: record.claims.organization)
        text =
            try row.optionalInteger("is_shown") == 1
            ? row.text("characters")
            : LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        guard let origin = LicenseOrigin(rawValue: try row.integer("origin")) else {
            throw .column("origin")
        }
        self.origin = origin
        createdAt = try row.timestamp("created_at")
        let ends = [record.claims.expiresAt, try row.optionalTimestamp("ended_at")]
        end = ends.compactMap(\.self).min()
        uses = try row.integer("uses")
        deviceUses = try row.integer("device_uses")
        deviceCeiling = try row.integer("device_ceiling")
        seatsTaken = UInt64(clamping: try row.integer("seats_taken"))
        validations = try row.integer("validations")
        validatedAt = try row.optionalTimestamp("validated_at")
        changedAt = try row.optionalTimestamp("changed_at")
        grant = try row.optionalParsed("grant_id") { GrantID($0) }
        sale = grant == nil ? nil : try Sale(row)
    }
}
