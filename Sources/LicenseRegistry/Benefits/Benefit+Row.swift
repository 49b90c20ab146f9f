import CBOR
import LicenseIssuer
import LicenseVerifier
package import SQLDatabase

extension Benefit: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
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
        terms.conditions = try row.parsed("conditions", Self.conditions(encoded:))
        terms.entitlements = try row.parsed(text: "entitlements") { text in
            let names = text.split(separator: " ")
            let entitlements = names.compactMap { Entitlement($0) }
            return entitlements.count == names.count ? entitlements : nil
        }
        terms.offline = try row.optionalInteger("offline_seconds").map { .seconds($0) }
        terms.grace = try row.optionalInteger("grace_seconds").map { .seconds($0) }
        terms.maxMajorVersion = try row.optionalInteger("max_major_version").map { UInt64($0) }
        terms.enforcement = try row.integer("is_advisory") == 1 ? .advise : .deny
        self.init(
            id: try row["id"],
            name: try row.parsed(text: "name") { BenefitName($0) }, terms: terms,
            activationInstructions: try row["activation_instructions"])
    }

    /// As the columns of the table hold it, in their order.
    func columns(of organization: OrganizationID, changedAt now: Timestamp) -> [SQLValue] {
        [
            .id(id), .id(organization), .text("\(name)"),
            .text("\(terms.prefix)"), .text("\(terms.lifetime)"), .text("\(terms.updates)"),
            .optional(Self.seats(terms.activationLimit)), .optional(terms.usageLimit),
            .blob(Self.conditions(terms.conditions)),
            .text(terms.entitlements.map { "\($0)" }.joined(separator: " ")),
            .optional(terms.offline?.components.seconds),
            .optional(terms.grace?.components.seconds), .optional(terms.maxMajorVersion),
            .flag(terms.enforcement == .advise), .text(activationInstructions),
            .time(now),
        ]
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
