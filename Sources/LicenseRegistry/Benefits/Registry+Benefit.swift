import CBOR
public import LicenseIssuer
public import LicenseVerifier

extension Registry {
    /// Adds a benefit; throws `exists` for a name that the organization has already.
    public func addBenefit(
        _ benefit: Benefit, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try change("benefit.add", of: "\(benefit.id)", "\(benefit.name)", now: now) {
            (writer) throws(RegistryError) in
            try Self.insert(benefit, organization, now, writer)
        }
    }

    /// Changes a benefit for the licenses to come; throws `missing` for one that is not there.
    public func replaceBenefit(
        _ benefit: Benefit, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try change("benefit.edit", of: "\(benefit.id)", "\(benefit.name)", now: now) {
            (writer) throws(RegistryError) in
            try Self.update(benefit, organization, now, writer)
        }
    }

    /// An organization's benefits, by name.
    public func benefits(of organization: OrganizationID) throws(RegistryError) -> [Benefit] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows(
                "SELECT * FROM benefit WHERE organization_id = $1 ORDER BY name",
                [.blob(organization.bytes)], Self.benefit)
        }
    }

    /// A benefit by its id, with whose it is.
    public func benefit(
        _ id: BenefitID
    ) throws(RegistryError) -> (benefit: Benefit, organization: OrganizationID)? {
        try database.read { (reader) throws(RegistryError) in try Self.benefit(id, reader) }
    }

    static func benefit(
        _ id: BenefitID, _ reader: any SQLReader
    ) throws(RegistryError) -> (benefit: Benefit, organization: OrganizationID)? {
        try reader.row("SELECT * FROM benefit WHERE id = $1", [.blob(id.bytes)]) {
            (row) throws(RegistryError) in
            (try benefit(row), try row.parsed("organization_id") { OrganizationID($0) })
        }
    }

    static func insert(
        _ benefit: Benefit, _ organization: OrganizationID, _ now: Timestamp,
        _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            INSERT INTO benefit (id, organization_id, name, prefix, lifetime, updates,
                activation_limit, usage_limit, conditions, entitlements, offline_seconds,
                grace_seconds, max_major_version, is_advisory, activation_instructions,
                created_at, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
            ON CONFLICT DO NOTHING
            """, values(benefit, organization, now))
        guard count == 1 else { throw .exists(kind: .benefit, name: "\(benefit.name)") }
    }

    static func update(
        _ benefit: Benefit, _ organization: OrganizationID, _ now: Timestamp,
        _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            UPDATE benefit SET name = $3, prefix = $4, lifetime = $5, updates = $6,
                activation_limit = $7, usage_limit = $8, conditions = $9, entitlements = $10,
                offline_seconds = $11, grace_seconds = $12, max_major_version = $13,
                is_advisory = $14, activation_instructions = $15, changed_at = $16
            WHERE id = $1 AND organization_id = $2
            """, values(benefit, organization, now))
        guard count == 1 else { throw .missing(kind: .benefit) }
    }

    private static func values(
        _ benefit: Benefit, _ organization: OrganizationID, _ now: Timestamp
    ) -> [SQLValue] {
        let terms = benefit.terms
        return [
            .blob(benefit.id.bytes), .blob(organization.bytes), .text("\(benefit.name)"),
            .text("\(terms.prefix)"), .text("\(terms.lifetime)"), .text("\(terms.updates)"),
            .optional(seats(terms.activationLimit)), .optional(terms.usageLimit),
            .blob(conditions(terms.conditions)),
            .text(terms.entitlements.map { "\($0)" }.joined(separator: " ")),
            .optional(terms.offline?.components.seconds),
            .optional(terms.grace?.components.seconds), .optional(terms.maxMajorVersion),
            .integer(terms.enforcement == .advise ? 1 : 0), .text(benefit.activationInstructions),
            .integer(now.secondsSinceEpoch),
        ]
    }

    static func benefit(_ row: SQLRow) throws(RegistryError) -> Benefit {
        var terms = LicenseTerms(prefix: try row.parsed(text: "prefix") { LicensePrefix($0) })
        terms.lifetime = try row.parsed(text: "lifetime") { Lifetime($0) }
        terms.updates = try row.parsed(text: "updates") { Lifetime($0) }
        terms.activationLimit =
            switch try row.optionalInteger("activation_limit") {
            case nil: .notUsed
            case 0: .unlimited
            case .some(let seats): .seats(UInt64(seats))
            }
        terms.usageLimit = try row.optionalInteger("usage_limit").map { UInt64($0) }
        terms.conditions = try row.parsed("conditions", conditions(encoded:))
        terms.entitlements = try row.parsed(text: "entitlements") { text in
            let names = text.split(separator: " ")
            let entitlements = names.compactMap { Entitlement($0) }
            return entitlements.count == names.count ? entitlements : nil
        }
        terms.offline = try row.optionalInteger("offline_seconds").map { .seconds($0) }
        terms.grace = try row.optionalInteger("grace_seconds").map { .seconds($0) }
        terms.maxMajorVersion = try row.optionalInteger("max_major_version").map { UInt64($0) }
        terms.enforcement = try row.integer("is_advisory") == 1 ? .advise : .deny
        return Benefit(
            id: try row.parsed("id") { BenefitID($0) },
            name: try row.parsed(text: "name") { BenefitName($0) }, terms: terms,
            activationInstructions: try row.text("activation_instructions"))
    }

    private static func seats(_ limit: ActivationLimit) -> UInt64? {
        switch limit {
        case .notUsed: nil
        case .unlimited: 0
        case .seats(let seats): seats
        }
    }

    /// Names and values in turn, so that the order that the issuer gave is kept.
    private static func conditions(_ conditions: [Condition]) -> [UInt8] {
        let items = conditions.flatMap { condition in
            [.text("\(condition.key)"), condition.value.item]
        }
        return CBORItem.array(items).encoded
    }

    private static func conditions(encoded bytes: [UInt8]) -> [Condition]? {
        // What does not decode is damage, which the caller reports by the column.
        guard
            let items = try? CBORDecoder.decode(
                bytes[...], limits: CBORLimits(depth: 1, entries: 2 * Limits.maxConditions)
            ).array, items.count.isMultiple(of: 2)
        else { return nil }
        var conditions: [Condition] = []
        for index in stride(from: 0, to: items.count, by: 2) {
            guard let key = items[index].text.flatMap({ ConditionKey($0) }),
                let value = ConditionValue(items[index + 1]),
                let condition = Condition(key, value)
            else { return nil }
            conditions.append(condition)
        }
        return conditions
    }
}
