import COSE
import LicenseVerifier
import SQLDatabase

/// What is asked about licenses.
struct LicenseQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func license(_ id: LicenseID) throws(RegistryError) -> LicenseRecord? {
        try reading.row(
            LicenseRecord.self, "\(LicenseRecord.selection) WHERE license.id = $1", [.id(id)])
    }

    /// The license with an id, or else the one whose id comes next, so that looking for one that is
    /// not there takes as long.
    func nearest(to id: LicenseID) throws(RegistryError) -> LicenseRecord? {
        try reading.row(
            LicenseRecord.self,
            """
            \(LicenseRecord.selection) WHERE license.id = COALESCE(
                (SELECT id FROM license WHERE id >= $1 ORDER BY id LIMIT 1),
                (SELECT id FROM license ORDER BY id LIMIT 1))
            """, [.id(id)])
    }

    func all(
        matching filter: LicenseFilter, before last: LicenseID?, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        var condition = filter.condition
        let isByEnd = filter.expiringBefore != nil
        if let last {
            let lastRow = "FROM license WHERE id = \(condition.parameter(.id(last)))"
            condition.require(
                isByEnd
                    ? """
                    (\(EndSQL.end), license.sequence)
                        > (SELECT \(EndSQL.end), license.sequence \(lastRow))
                    """ : "license.sequence < (SELECT sequence \(lastRow))")
        }
        let order = isByEnd ? "\(EndSQL.end), license.sequence" : "license.sequence DESC"
        let count = condition.parameter(.integer(Int64(limit)))
        return try reading.rows(
            LicenseRecord.self,
            """
            \(LicenseRecord.selection) WHERE \(condition.sql)
            ORDER BY \(order) LIMIT \(count)
            """, condition.values)
    }

    /// Whose licenses are, without reading them or taking their rows.
    func organizations(
        of ids: Set<LicenseID>
    ) throws(RegistryError) -> [LicenseID: OrganizationID] {
        guard !ids.isEmpty else { return [:] }
        let list = SQLList(ids.sorted().map { .id($0) }, after: 0)
        let rows: [(LicenseID, OrganizationID)] = try reading.rows(
            "SELECT id, organization_id FROM license WHERE id IN (\(list.parameters))", list.values
        ) { (row) throws(SQLError) in (try row["id"], try row["organization_id"]) }
        return Dictionary(rows) { first, _ in first }
    }

    func counts(
        of organization: OrganizationID
    ) throws(RegistryError) -> [LicenseState: Int64] {
        let rows: [(LicenseState, Int64)] = try reading.rows(
            """
            SELECT state, count(*) AS total FROM license WHERE organization_id = $1
            GROUP BY state
            """, [.id(organization)]
        ) { (row) throws(SQLError) in (try row["state"], try row["total"]) }
        return Dictionary(rows) { first, _ in first }
    }

    func countEnded(
        of organization: OrganizationID, upTo limit: Int64, at now: Timestamp
    ) throws(RegistryError) -> Int64 {
        try reading.value(
            Int64.self,
            """
            SELECT count(*) AS total FROM (
                SELECT 1 AS one FROM license
                WHERE license.organization_id = $1 AND \(EndSQL.end) <= $2
                    AND license.state = \(LicenseState.granted.rawValue)
                LIMIT $3) AS ended
            """, [.id(organization), .time(now), .integer(limit)]) ?? 0
    }

    func countsByBenefit(
        of organization: OrganizationID
    ) throws(RegistryError) -> [BenefitID: Int64] {
        let rows: [(BenefitID, Int64)] = try reading.rows(
            """
            SELECT benefit_id, count(*) AS total FROM license WHERE organization_id = $1
            GROUP BY benefit_id
            """, [.id(organization)]
        ) { (row) throws(SQLError) in (try row["benefit_id"], try row["total"]) }
        return Dictionary(rows) { first, _ in first }
    }

    /// Whether a key has signed a license that may be used.
    ///
    /// - Parameter window: do not count those that were issued within it; nil for all.
    func hasLicenseInUse(
        signedBy key: KeyID, of organization: OrganizationID,
        outside window: (start: Timestamp, end: Timestamp)?, _ dialect: SQLDialect,
        at now: Timestamp
    ) throws(RegistryError) -> Bool {
        var values: [SQLValue] = [
            .id(organization), .integer(LicenseState.granted.rawValue), .time(now),
            .blob(key.bytes),
        ]
        var outside = ""
        if let window {
            outside = "AND (license.issued_at < $5 OR license.issued_at >= $6)"
            values += [.time(window.start), .time(window.end)]
        }
        // A key's id stands in the signed object as it is.
        let isSigner =
            switch dialect {
            case .sqlite: "instr(license.octets, $4) > 0"
            case .postgreSQL: "position($4 IN license.octets) > 0"
            }
        return try reading.exists(
            """
            SELECT 1 FROM license WHERE license.organization_id = $1 AND license.state = $2
                AND (\(EndSQL.end) IS NULL OR \(EndSQL.end) > $3) \(outside) AND \(isSigner)
            LIMIT 1
            """, values)
    }

    /// The grant that gave a license; nil where there was none.
    func grant(of license: LicenseID) throws(RegistryError) -> GrantRecord? {
        try reading.row(
            GrantRecord.self,
            "SELECT \(GrantRecord.columns) FROM license_grant WHERE license_id = $1",
            [.id(license)])
    }

    func forEach(
        matching filter: LicenseFilter, _ body: (LicenseRecord) throws -> Void
    ) throws {
        var failure: (any Error)?
        let condition = filter.condition
        do {
            try reading.forEachRow(
                "\(LicenseRecord.selection) WHERE \(condition.sql) ORDER BY license.sequence",
                condition.values
            ) { (row) throws(SQLError) in
                do {
                    try body(LicenseRecord(row))
                } catch {
                    failure = error
                    throw .constraint
                }
            }
        } catch {
            throw failure ?? error
        }
    }
}
