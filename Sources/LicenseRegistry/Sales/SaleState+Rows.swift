import LicenseVerifier
import SQLDatabase

extension SaleState {
    /// Reads what is known of the sale with a key.
    init(of key: [SQLValue], _ reading: any Reading) throws(RegistryError) {
        let known = try reading.row(
            SaleRow.self,
            """
            SELECT standing, occurred_us, benefits, ends_at, licenses_end FROM sale
            WHERE organization_id = $1 AND kind = $2 AND id = $3
            """, key)
        whole = known?.update
        endsAt = known?.endsAt
        gives = known?.gives
        licensesEnd = known?.licensesEnd
        let singles = try reading.rows(
            SaleBenefitRow.self,
            """
            SELECT benefit_id, standing, occurred_us FROM sale_benefit
            WHERE organization_id = $1 AND kind = $2 AND sale = $3 AND standing IS NOT NULL
            """, key)
        for single in singles { benefits[single.benefit] = single.update }
    }

    /// Writes what a notice has changed.
    func write(
        _ notice: SaleNotice, _ key: [SQLValue], _ change: Change
    ) throws(RegistryError) {
        switch notice.scope {
        case .whole:
            guard let whole else { return }
            let text = gives.map { $0.map { "\($0)" }.joined(separator: " ") }
            try change.run(
                """
                INSERT INTO sale (organization_id, kind, id, standing, occurred_us, benefits,
                    ends_at, licenses_end)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (organization_id, kind, id) DO UPDATE SET
                    standing = excluded.standing, occurred_us = excluded.occurred_us,
                    benefits = excluded.benefits, ends_at = excluded.ends_at,
                    licenses_end = excluded.licenses_end
                """,
                key + [
                    .integer(whole.status.rawValue),
                    .integer(whole.occurredAt.microseconds), .optional(text), .time(endsAt),
                    .time(licensesEnd),
                ])
        case .benefit(let benefit):
            try change.run(
                """
                INSERT INTO sale_benefit (organization_id, kind, sale, benefit_id, standing,
                    occurred_us)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (organization_id, kind, sale, benefit_id) DO UPDATE SET
                    standing = excluded.standing, occurred_us = excluded.occurred_us
                """,
                key + [
                    .id(benefit), .integer(notice.status.rawValue),
                    .integer(notice.occurredAt.microseconds),
                ])
        }
    }
}

extension SaleState.Update: SQLRecord {
    init(_ row: SQLRow) throws(SQLError) {
        status = try row["standing"]
        occurredAt = ExactTime(microseconds: try row["occurred_us"])
    }
}

/// What was said of one benefit of a sale.
private struct SaleBenefitRow: SQLRecord {
    let benefit: BenefitID
    let update: SaleState.Update

    init(_ row: SQLRow) throws(SQLError) {
        benefit = try row["benefit_id"]
        update = try SaleState.Update(row)
    }
}

/// What was said of a sale as a whole.
private struct SaleRow: SQLRecord {
    let update: SaleState.Update
    let endsAt: Timestamp?
    let licensesEnd: Timestamp?
    let gives: [BenefitID]?

    init(_ row: SQLRow) throws(SQLError) {
        update = try SaleState.Update(row)
        endsAt = try row["ends_at"]
        licensesEnd = try row["licenses_end"]
        guard try row.optionalText("benefits") != nil else {
            gives = nil
            return
        }
        gives = try row.parsed(text: "benefits") { text in
            let words = text.split(separator: " ")
            let ids = words.compactMap { BenefitID($0) }
            return ids.count == words.count ? ids : nil
        }
    }
}
