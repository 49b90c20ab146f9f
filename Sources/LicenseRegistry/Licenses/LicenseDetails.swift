import COSE
public import LicenseVerifier
package import SQLDatabase

/// A license with all that the service counts of it, as of one moment.
public struct LicenseDetails: Sendable {
    /// The license.
    public let record: LicenseRecord
    /// Who has it; one is made up from the license's id where none is named.
    public let customer: CustomerRecord
    /// The text that people see: an imported or short one, or the signed key.
    public let text: String
    /// The imported or short one of these; nil where people see the signed key.
    public let shortText: String?
    /// Whether nobody has got the signed key so far.
    let hidesToken: Bool
    /// Where it comes from.
    public let origin: LicenseOrigin
    /// Since when it is there, whatever its newest token says.
    public let created: ExactTime
    /// From when on it has ended: its expiry, or an earlier end that was set later; nil for never.
    public var end: Timestamp? { record.end }
    /// Units that were counted online; the vendor can set it to anything.
    public internal(set) var uses: Int64
    /// Units that devices have reported.
    public let deviceUses: Int64
    /// Units that devices may use in all, those that they have reported included.
    public let deviceCeiling: Int64
    /// Whether units and seats that a device may have been promised before the registry was restored
    /// stay out of the pool (`Continuity.settle`).
    public let isHeldBack: Bool
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

    /// The second since when it is there.
    public var createdAt: Timestamp { created.timestamp }
    /// What it says.
    public var claims: LicenseClaims { record.claims }
    /// The units that are known to be used.
    public var usage: Int64 {
        let (sum, overflow) = uses.addingReportingOverflow(deviceUses)
        return overflow ? .max : sum
    }
    /// The units that are neither used nor promised to a device; nil where there is no limit.
    public var unitsLeft: Int64? {
        claims.usageLimit.map { limit in
            if isHeldBack { return 0 }
            let (online, first) = Int64(clamping: limit).subtractingReportingOverflow(uses)
            guard !first else { return .max }
            let (left, second) = online.subtractingReportingOverflow(deviceCeiling)
            return second ? .min : left
        }
    }

    /// Whether it has ended at a moment.
    public func hasEnded(at now: Timestamp) -> Bool { end.map { now >= $0 } ?? false }

    /// Why it does not serve at a moment; nil where it does.
    public func refusal(at now: Timestamp) -> LicenseKeyRefusal? {
        if record.state != .granted { return .notGranted(record.state) }
        return hasEnded(at: now) ? .expired : nil
    }
}

extension LicenseDetails: SQLRecord {
    /// The parameter `$1` is the moment.
    static let selection = """
        SELECT license.octets, license.state, license.state_changed_at, license.state_reason,
            license.batch_row, license.sequence, customer.name AS customer_name, license.origin,
            license.ended_at, license.uses, license.validations, license.validated_at,
            license.changed_at, license.created_at, license.created_us, license_text.characters, license_text.is_shown,
            license_text.hides_token,
            license_grant.id AS grant_id, license_grant.sale_kind, license_grant.sale,
            customer.id AS customer_id, customer.email,
            customer.external_id, customer.metadata, customer.is_team,
            customer.created_at AS customer_created_at,
            customer.created_us AS customer_created_us,
            customer.changed_at AS customer_changed_at,
            customer.deleted_at AS customer_deleted_at,
            license.device_uses, license.device_ceiling,
            \(EpochSQL.isHeldBack) AS is_held_back,
            \(SeatSQL.taken(of: "license.id", at: "$1")) AS seats_taken
        FROM license LEFT JOIN customer ON customer.id = license.customer_id
            AND customer.organization_id = license.organization_id
            LEFT JOIN license_text ON license_text.license_id = license.id
            LEFT JOIN license_grant ON license_grant.license_id = license.id
        """

    package init(_ row: SQLRow) throws(SQLError) {
        record = try LicenseRecord(row)
        let customer: CustomerID? = try row["customer_id"]
        self.customer =
            customer == nil
            ? .placeholder(for: record.claims)
            : try CustomerRecord(row, of: record.claims.organization)
        let isShown: Bool? = try row["is_shown"]
        shortText = isShown == true ? try row["characters"] : nil
        let hides: Bool? = try row["hides_token"]
        hidesToken = isShown == true && hides == true
        text =
            shortText ?? LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        origin = try row["origin"]
        created = try row.exactTime("created_at", "created_us")
        uses = try row["uses"]
        deviceUses = try row["device_uses"]
        deviceCeiling = try row["device_ceiling"]
        isHeldBack = try row["is_held_back"]
        seatsTaken = UInt64(clamping: try row.integer("seats_taken"))
        validations = try row["validations"]
        validatedAt = try row["validated_at"]
        changedAt = try row["changed_at"]
        grant = try row["grant_id"]
        sale = grant == nil ? nil : try Sale(row)
    }
}
