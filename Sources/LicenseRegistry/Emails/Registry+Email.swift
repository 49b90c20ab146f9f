public import LicenseVerifier

extension Store {
    /// How long a node may take for a letter before another takes it for lost.
    static let letterLease: Duration = .seconds(600)

    /// Queues a letter about a license; throws `missing` where its customer has no address.
    public func queueLetter(
        for license: LicenseID, now: Timestamp
    ) throws(StoreError) -> LetterRecord {
        let id = try change("letter.queue", of: "\(license)", now: now) {
            (writer) throws(StoreError) in try Self.queueLetter(for: license, now, writer)
        }
        guard let id, let letter = try letter(id) else { throw .missing(kind: .letter) }
        return letter
    }

    /// A letter by its id.
    public func letter(_ id: LetterID) throws(StoreError) -> LetterRecord? {
        try database.read { (reader) throws(StoreError) in
            try reader.row(
                "SELECT \(LetterRecord.columns) FROM letter WHERE id = $1", [.blob(id.bytes)],
                { (row) throws(StoreError) in try LetterRecord(row) })
        }
    }

    /// The letters about a license, the newest first.
    public func letters(about license: LicenseID) throws(StoreError) -> [LetterRecord] {
        try database.read { (reader) throws(StoreError) in
            try reader.rows(
                """
                SELECT \(LetterRecord.columns) FROM letter
                WHERE license_id = $1 ORDER BY queued_at DESC, id LIMIT 100
                """, [.blob(license.bytes)],
                { (row) throws(StoreError) in try LetterRecord(row) })
        }
    }

    /// Takes the letter that has been due for longest, so that no other node sends it; nil for none.
    ///
    /// One that a node took and never brought to an end is due again after ten minutes: nobody knows
    /// whether it was sent, and two letters are better than none.
    public func takeDueLetter(now: Timestamp) throws(StoreError) -> LetterRecord? {
        let moment = SQLValue.integer(now.secondsSinceEpoch)
        let lost = SQLValue.integer((now - Self.letterLease).secondsSinceEpoch)
        let isDue = "((state = 0 AND due_at <= $1) OR (state = 1 AND changed_at <= $2))"
        let waits = try database.read { (reader) throws(StoreError) in
            try reader.row("SELECT 1 AS due FROM letter WHERE \(isDue) LIMIT 1", [moment, lost]) {
                (_) throws(StoreError) in true
            }
        }
        guard waits != nil else { return nil }
        return try database.write { (writer) throws(StoreError) in
            try writer.row(
                """
                UPDATE letter SET state = 1, attempts = attempts + 1, changed_at = $1
                WHERE id = (SELECT id FROM letter WHERE \(isDue) ORDER BY due_at, id LIMIT 1)
                RETURNING \(LetterRecord.columns)
                """, [moment, lost], { (row) throws(StoreError) in try LetterRecord(row) })
        }
    }

    /// Notes that a letter was sent.
    public func finishLetter(_ letter: LetterRecord, now: Timestamp) throws(StoreError) {
        try change("letter.send", of: "\(letter.license)", "\(letter.id)", now: now) {
            (writer) throws(StoreError) in
            try Self.move(letter, to: .sent, due: letter.dueAt, fault: nil, now, writer)
        }
    }

    /// Notes that a letter was not sent, and when it is tried again; nil for never.
    public func postponeLetter(
        _ letter: LetterRecord, until due: Timestamp?, fault: String, now: Timestamp
    ) throws(StoreError) {
        try change(
            due == nil ? "letter.fail" : "letter.postpone", of: "\(letter.license)",
            "\(letter.id): \(fault)", now: now
        ) { (writer) throws(StoreError) in
            try Self.move(
                letter, to: due == nil ? .failed : .waiting, due: due ?? letter.dueAt,
                fault: fault, now, writer)
        }
    }

    /// Only the attempt that was taken is brought to an end, not one that came after it.
    private static func move(
        _ letter: LetterRecord, to state: LetterRecord.State, due: Timestamp, fault: String?,
        _ now: Timestamp, _ writer: any SQLWriter
    ) throws(StoreError) {
        try writer.run(
            """
            UPDATE letter SET state = $3, due_at = $4, fault = $5, changed_at = $6
            WHERE id = $1 AND state = 1 AND attempts = $2
            """,
            [
                .blob(letter.id.bytes), .integer(letter.attempts), .integer(state.rawValue),
                .integer(due.secondsSinceEpoch), fault.map { .text($0) } ?? .null,
                .integer(now.secondsSinceEpoch),
            ])
    }

    /// Queues a letter where there is somebody to send it to.
    @discardableResult
    static func queueLetter(
        for license: LicenseID, _ now: Timestamp, _ writer: any SQLWriter
    ) throws(StoreError) -> LetterID? {
        var generator = SystemRandomNumberGenerator()
        let id = LetterID.random(using: &generator)
        let count = try writer.run(
            """
            INSERT INTO letter (id, license_id, state, queued_at, due_at, changed_at)
            SELECT $1, license.id, 0, $3, $3, $3
            FROM license JOIN customer ON customer.id = license.customer_id
            WHERE license.id = $2 AND customer.email IS NOT NULL
                AND customer.deleted_at IS NULL
            """, [.blob(id.bytes), .blob(license.bytes), .integer(now.secondsSinceEpoch)])
        return count == 1 ? id : nil
    }

    // MARK: - Words

    /// The words of a benefit's letters; nil where the usual ones serve.
    public func letterTemplate(of benefit: BenefitID) throws(StoreError) -> LetterTemplate? {
        try database.read { (reader) throws(StoreError) in
            try reader.row(
                "SELECT subject, plain, html FROM letter_template WHERE benefit_id = $1",
                [.blob(benefit.bytes)]
            ) { (row) throws(StoreError) in
                LetterTemplate(
                    subject: try row.text("subject"), plain: try row.text("plain"),
                    html: try row.optionalText("html"))
            }
        }
    }

    /// Sets the words of a benefit's letters; nil for the usual ones.
    public func setLetterTemplate(
        _ template: LetterTemplate?, of benefit: BenefitID, now: Timestamp
    ) throws(StoreError) {
        try change("benefit.letter", of: "\(benefit)", now: now) { (writer) throws(StoreError) in
            guard try Self.benefit(benefit, writer) != nil else { throw .missing(kind: .benefit) }
            try writer.run(
                "DELETE FROM letter_template WHERE benefit_id = $1", [.blob(benefit.bytes)])
            guard let template else { return }
            try writer.run(
                """
                INSERT INTO letter_template (benefit_id, subject, plain, html)
                VALUES ($1, $2, $3, $4)
                """,
                [
                    .blob(benefit.bytes), .text(template.subject), .text(template.plain),
                    template.html.map { .text($0) } ?? .null,
                ])
        }
    }
}
