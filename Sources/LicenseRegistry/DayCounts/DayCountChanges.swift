import LicenseVerifier
import SQLDatabase

/// Adds to the counts of the day, in the transaction of what is counted.
struct DayCountChanges {
    /// What one sum is of.
    struct Key: Hashable {
        let organization: OrganizationID
        let kind: DayCountKind
        var code = ""
    }

    /// How many rows one sum is spread over, so that writers at once seldom wait for each other.
    private static let slots: Int64 = 8

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ amount: Int64, _ kind: DayCountKind, of organization: OrganizationID)
        throws(RegistryError)
    {
        try add([Key(organization: organization, kind: kind): amount])
    }

    /// A refusal about a license of an organization.
    func addRefusal(_ code: String, of organization: OrganizationID) throws(RegistryError) {
        try add([Key(organization: organization, kind: .refusals, code: code): 1])
    }

    /// In one order, so that no two writers wait for each other for ever.
    func add(_ sums: [Key: Int64]) throws(RegistryError) {
        var random = change.random
        let slot = Int64.random(in: 0..<Self.slots, using: &random)
        let sorted = sums.filter { $0.value > 0 }.sorted { left, right in
            (left.key.organization, left.key.kind.rawValue, left.key.code)
                < (right.key.organization, right.key.kind.rawValue, right.key.code)
        }
        for (key, amount) in sorted {
            try change.run(
                """
                INSERT INTO day_count (organization_id, day, kind, code, slot, total)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (organization_id, day, kind, code, slot)
                    DO UPDATE SET total = day_count.total + excluded.total
                """,
                [
                    .id(key.organization), .integer(change.now.daysSinceEpoch),
                    .integer(key.kind.rawValue), .text(key.code), .integer(slot),
                    .integer(min(amount, Self.largest)),
                ])
        }
    }

    /// Devices can report any number of units, and a sum must not overflow.
    private static let largest: Int64 = 1 << 40
}
