import LicenseVerifier
import SQLDatabase

/// What is asked about licenses and all that is counted of them, as of one moment.
struct LicenseDetailsQueries {
    private let reading: any Reading
    private let now: Timestamp

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
    }

    /// A license by its id, or by the one that a shop has for it.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's.
    func details(
        _ id: LicenseID, of organization: OrganizationID? = nil
    ) throws(RegistryError) -> LicenseDetails? {
        var license = try details(having: id)
        if license == nil, let known = try LicenseAliases(reading).known(id) {
            license = try details(having: known)
        }
        guard let license, organization.map({ $0 == license.claims.organization }) ?? true else {
            return nil
        }
        return license
    }

    private func details(having id: LicenseID) throws(RegistryError) -> LicenseDetails? {
        try reading.row(
            LicenseDetails.self, "\(LicenseDetails.selection) WHERE license.id = $2",
            [.time(now), .id(id)])
    }

    func details(_ ids: [LicenseID]) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        guard !ids.isEmpty else { return [:] }
        let parameters = ids.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let found = try reading.rows(
            LicenseDetails.self,
            "\(LicenseDetails.selection) WHERE license.id IN (\(parameters))",
            [.time(now)] + ids.map { .id($0) })
        return Dictionary(found.map { ($0.claims.license, $0) }) { first, _ in first }
    }

    func page(
        _ page: PageRange, matching filter: LicenseDetailsFilter, order: PageOrder
    ) throws(RegistryError) -> [LicenseDetails] {
        let condition = filter.condition(at: now)
        let count = condition.values.count
        // The page is found in an index alone: what is skipped is not read.
        return try reading.rows(
            LicenseDetails.self,
            """
            \(LicenseDetails.selection) WHERE license.sequence IN (
                SELECT license.sequence FROM license WHERE \(condition.sql)
                ORDER BY license.sequence \(order.rawValue)
                LIMIT $\(count + 1) OFFSET $\(count + 2))
            ORDER BY license.sequence \(order.rawValue)
            """, condition.values + [.integer(page.limit), .integer(page.offset)])
    }

    /// How many licenses a filter lets through, counted once for each state of the registry.
    func count(
        _ filter: LicenseDetailsFilter, remembering counts: FilterCounts
    ) throws(RegistryError) -> Int64 {
        let condition = filter.condition
        // Whatever a filter asks about changes with an audit record in the same transaction.
        let newest = try reading.value(
            [UInt8].self, "SELECT hash FROM audit_record ORDER BY sequence DESC LIMIT 1")
        guard let newest else { return 0 }
        if let known = counts.value(of: condition.sql, condition.values, at: newest) {
            return known
        }
        let count = try reading.value(
            Int64.self, "SELECT count(*) AS total FROM license WHERE \(condition.sql)",
            condition.values)
        counts.remember(count ?? 0, of: condition.sql, condition.values, at: newest)
        return count ?? 0
    }
}
