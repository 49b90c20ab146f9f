import LicenseVerifier
import SQLDatabase

extension SaleState {
    /// Reads what is known of the sale at a place.
    init(of place: [SQLValue], _ reader: any Reading) throws(RegistryError) {
        let known = try reader.row(
            SaleRow.self,
            """
            SELECT standing, occurred_us, benefits, ends_at FROM sale
            WHERE organization_id = $1 AND kind = $2 AND id = $3
            """, place)
        whole = known?.word
        endsAt = known?.endsAt
        gives = known?.gives
        let singles = try reader.rows(
            """
            SELECT benefit_id, standing, occurred_us FROM sale_benefit
            WHERE organization_id = $1 AND kind = $2 AND sale = $3 AND standing IS NOT NULL
            """, place
        ) { (row) throws(SQLError) in
            (try row.parsed("benefit_id") { BenefitID($0) }, try Word(row))
        }
        for (benefit, word) in singles { benefits[benefit] = word }
    }

    /// Writes what a notice has changed.
    func write(
        _ notice: SaleNotice, _ place: [SQLValue], _ writer: Change
    ) throws(RegistryError) {
        switch notice.scope {
        case .whole:
            guard let whole else { return }
            let text = gives.map { $0.map { "\($0)" }.joined(separator: " ") }
            try writer.run(
                """
                INSERT INTO sale (organization_id, kind, id, standing, occurred_us, benefits,
                    ends_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (organization_id, kind, id) DO UPDATE SET
                    standing = excluded.standing, occurred_us = excluded.occurred_us,
                    benefits = excluded.benefits, ends_at = excluded.ends_at
                """,
                place + [
                    .integer(whole.standing.rawValue),
                    .integer(whole.occurredAt.microseconds), text.map { .text($0) } ?? .null,
                    .optional(endsAt?.secondsSinceEpoch),
                ])
        case .benefit(let benefit):
            try writer.run(
                """
                INSERT INTO sale_benefit (organization_id, kind, sale, benefit_id, standing,
                    occurred_us)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (organization_id, kind, sale, benefit_id) DO UPDATE SET
                    standing = excluded.standing, occurred_us = excluded.occurred_us
                """,
                place + [
                    .blob(benefit.bytes), .integer(notice.standing.rawValue),
                    .integer(notice.occurredAt.microseconds),
                ])
        }
    }
}

extension SaleState.Word {
    fileprivate init(_ row: SQLRow) throws(SQLError) {
        guard let standing = SaleStatus(rawValue: try row.integer("standing")) else {
            throw .column("standing")
        }
        self.standing = standing
        occurredAt = EventTime(microseconds: try row.integer("occurred_us"))
    }
}

/// What was said of a sale as a whole.
private struct SaleRow: SQLRecord {
    let word: SaleState.Word
    let endsAt: Timestamp?
    let gives: [BenefitID]?

    init(_ row: SQLRow) throws(SQLError) {
        word = try SaleState.Word(row)
        endsAt = try row["ends_at"]
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
