public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// How long a node may take for a letter before another takes it for lost.
    static let letterLease: Duration = .seconds(600)

    /// Queues a letter about a license; throws `missing` where its customer has no address.
    public func queueEmail(
        for license: LicenseID, now: Timestamp
    ) throws(RegistryError) -> EmailRecord {
        let id = try change(.letterQueue, of: "\(license)", now: now) {
            (writer) throws(RegistryError) in try Self.queueEmail(for: license, now, writer)
        }
        guard let id, let email = try email(id) else { throw .missing(kind: .queuedEmail) }
        return email
    }

    /// A letter by its id.
    public func email(_ id: EmailID) throws(RegistryError) -> EmailRecord? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT \(EmailRecord.columns) FROM letter WHERE id = $1", [.blob(id.bytes)],
                { (row) throws(SQLError) in try EmailRecord(row) })
        }
    }

    /// The letters about a license, the newest first.
    public func emails(about license: LicenseID) throws(RegistryError) -> [EmailRecord] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT \(EmailRecord.columns) FROM letter
                WHERE license_id = $1 ORDER BY queued_at DESC, id LIMIT 100
                """, [.blob(license.bytes)],
                { (row) throws(SQLError) in try EmailRecord(row) })
        }
    }

    /// Takes the letter that has been due for longest, so that no other node sends it; nil for none.
    ///
    /// One that a node took and never brought to an end is due again after ten minutes: nobody knows
    /// whether it was sent, and two letters are better than none.
    public func takeDueEmail(now: Timestamp) throws(RegistryError) -> EmailRecord? {
        let moment = SQLValue.integer(now.secondsSinceEpoch)
        let lost = SQLValue.integer((now - Self.letterLease).secondsSinceEpoch)
        let isDue = "((state = 0 AND due_at <= $1) OR (state = 1 AND changed_at <= $2))"
        let waits = try transactions.read { (reader) throws(RegistryError) in
            try reader.row("SELECT 1 AS due FROM letter WHERE \(isDue) LIMIT 1", [moment, lost]) {
                (_) throws(SQLError) in true
            }
        }
        guard waits != nil else { return nil }
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            try writer.row(
                """
                UPDATE letter SET state = 1, attempts = attempts + 1, changed_at = $1
                WHERE id = (SELECT id FROM letter WHERE \(isDue) ORDER BY due_at, id LIMIT 1)
                RETURNING \(EmailRecord.columns)
                """, [moment, lost], { (row) throws(SQLError) in try EmailRecord(row) })
        }
    }

    /// Notes that a letter was sent.
    public func finishEmail(_ email: EmailRecord, now: Timestamp) throws(RegistryError) {
        try change(.letterSend, of: "\(email.license)", "\(email.id)", now: now) {
            (writer) throws(RegistryError) in
            try Self.move(email, to: .sent, due: email.dueAt, fault: nil, now, writer)
        }
    }

    /// Notes that a letter was not sent, and when it is tried again; nil for never.
    public func postponeEmail(
        _ email: EmailRecord, until due: Timestamp?, fault: String, now: Timestamp
    ) throws(RegistryError) {
        try change(
            due == nil ? .letterFail : .letterPostpone, of: "\(email.license)",
            "\(email.id): \(fault)", now: now
        ) { (writer) throws(RegistryError) in
            try Self.move(
                email, to: due == nil ? .failed : .waiting, due: due ?? email.dueAt,
                fault: fault, now, writer)
        }
    }

    /// Only the attempt that was taken is brought to an end, not one that came after it.
    private static func move(
        _ email: EmailRecord, to state: EmailRecord.State, due: Timestamp, fault: String?,
        _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            UPDATE letter SET state = $3, due_at = $4, fault = $5, changed_at = $6
            WHERE id = $1 AND state = 1 AND attempts = $2
            """,
            [
                .blob(email.id.bytes), .integer(email.attempts), .integer(state.rawValue),
                .integer(due.secondsSinceEpoch), fault.map { .text($0) } ?? .null,
                .integer(now.secondsSinceEpoch),
            ])
    }

    /// Queues a letter where there is somebody to send it to.
    @discardableResult
    static func queueEmail(
        for license: LicenseID, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> EmailID? {
        let id = writer.newID(EmailID.self)
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
    public func emailTemplate(of benefit: BenefitID) throws(RegistryError) -> EmailTemplate? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT subject, plain, html FROM letter_template WHERE benefit_id = $1",
                [.blob(benefit.bytes)]
            ) { (row) throws(SQLError) in
                EmailTemplate(
                    subject: try row.text("subject"), plain: try row.text("plain"),
                    html: try row.optionalText("html"))
            }
        }
    }

    /// Sets the words of a benefit's letters; nil for the usual ones.
    public func setEmailTemplate(
        _ template: EmailTemplate?, of benefit: BenefitID, now: Timestamp
    ) throws(RegistryError) {
        try change(.benefitLetter, of: "\(benefit)", now: now) { (writer) throws(RegistryError) in
            guard try BenefitQueries(writer).benefit(benefit) != nil else {
                throw .missing(kind: .benefit)
            }
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
