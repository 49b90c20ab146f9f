import LicenseVerifier
import SQLDatabase

/// How licenses are found by what people know of them.
///
/// What a beginning means is looked up first, in indexes of its own, so that a page costs the same
/// however many licenses there are.
struct LicenseSearchQueries {
    private let reading: any Reading
    private let dialect: SQLDialect
    private let now: Timestamp

    init(_ reading: any Reading, _ dialect: SQLDialect, at now: Timestamp) {
        self.reading = reading
        self.dialect = dialect
        self.now = now
    }

    func page(
        _ search: LicenseSearch, after last: LicenseID?, limit: Int
    ) throws(RegistryError) -> [LicenseDetails] {
        var condition = SQLCondition()
        // The selection's own parameter.
        let moment = condition.parameter(.time(now))
        condition.require("license.organization_id =", .id(search.organization))
        condition.require("license.state =", search.state.map { .integer($0.rawValue) })
        condition.require("license.benefit_id =", search.benefit.map { .id($0) })
        condition.require("license.customer_id =", search.customer.map { .id($0) })
        condition.require("\(EndSQL.end) >=", search.endingFrom.map { .time($0) })
        condition.require("\(EndSQL.end) <", search.endingBefore.map { .time($0) })
        if let id = search.id { require(id, in: &condition) }
        if let beginning = search.beginning {
            guard try require(beginning, of: search.organization, in: &condition) else {
                return []
            }
        }
        condition.require("license.batch_id =", search.batch.map { .id($0) })
        search.ending?.narrow(&condition)
        if search.isOverLimit { requireOverLimit(at: moment, in: &condition) }
        if let unseen = search.unseenSince {
            let devices = UnseenDevices.licenses(
                of: condition.parameter(.id(search.organization)),
                since: condition.parameter(.time(unseen)))
            condition.require("license.id IN (SELECT license_id FROM (\(devices)) AS unseen)")
        }
        if let last { require(after: last, search.order, in: &condition) }
        if search.order == .ending { condition.require("\(EndSQL.end) IS NOT NULL") }
        let count = condition.parameter(.integer(Int64(limit)))
        let found = try reading.rows(
            LicenseDetails.self,
            """
            \(LicenseDetails.selection) WHERE \(condition.sql)
            ORDER BY \(search.order.columns) LIMIT \(count)
            """, condition.values)
        guard let ending = search.ending else { return found }
        // A license may be shown by another text than its signed key.
        return found.filter { LicenseKey.masked($0.text) == ending.masked }
    }

    private func require(_ id: LicenseID, in condition: inout SQLCondition) {
        let parameter = condition.parameter(.id(id))
        condition.require(
            """
            license.sequence IN (
                SELECT sequence FROM license WHERE id = \(parameter)
                UNION SELECT sequence FROM license WHERE customer_id = \(parameter)
                UNION SELECT license.sequence FROM license
                    JOIN activation ON activation.license_id = license.id
                    WHERE activation.id = \(parameter)
                UNION SELECT license.sequence FROM license
                    JOIN seat ON seat.license_id = license.id WHERE seat.id = \(parameter))
            """)
    }

    private func require(
        after last: LicenseID, _ order: LicenseSearch.Order, in condition: inout SQLCondition
    ) {
        let row = "FROM license WHERE id = \(condition.parameter(.id(last)))"
        let test =
            switch order {
            case .newest: "license.sequence < (SELECT sequence \(row))"
            case .oldest: "license.sequence > (SELECT sequence \(row))"
            case .ending:
                """
                (\(EndSQL.end), license.sequence) > (SELECT \(EndSQL.end), license.sequence \(row))
                """
            }
        condition.require(test)
    }

    /// What the limit is stands in the signed license alone, so only licenses with two seats or more
    /// are candidates, and the caller drops those that have as many as they may.
    private func requireOverLimit(at moment: String, in condition: inout SQLCondition) {
        condition.require(
            """
            license.id IN (
                SELECT license_id FROM activation
                WHERE \(SeatSQL.isHeldByDevice(at: moment)) OR \(SeatSQL.isKept(at: moment))
                GROUP BY license_id HAVING count(*) > 1
                UNION SELECT license_id FROM seat WHERE \(SeatSQL.isHeldOnline)
                GROUP BY license_id HAVING count(*) > 1)
            """)
    }

    /// False where nothing begins so.
    private func require(
        _ beginning: String, of organization: OrganizationID, in condition: inout SQLCondition
    ) throws(RegistryError) -> Bool {
        let (customers, licenses) = try BeginningQueries(reading, dialect)
            .matches(beginning, of: organization)
        guard !customers.isEmpty || !licenses.isEmpty else { return false }
        var tests: [String] = []
        if !customers.isEmpty {
            let parameters = condition.parameters(customers.map { .id($0) })
            tests.append("SELECT sequence FROM license WHERE customer_id IN (\(parameters))")
        }
        if !licenses.isEmpty {
            let parameters = condition.parameters(licenses.map { .id($0) })
            tests.append("SELECT sequence FROM license WHERE id IN (\(parameters))")
        }
        condition.require("license.sequence IN (\(tests.joined(separator: " UNION ")))")
        return true
    }
}

extension LicenseSearch.Order {
    fileprivate var columns: String {
        switch self {
        case .newest: "license.sequence DESC"
        case .oldest: "license.sequence"
        case .ending: "\(EndSQL.end), license.sequence"
        }
    }
}
