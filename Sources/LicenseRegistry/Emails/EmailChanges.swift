import LicenseVerifier
import SQLDatabase

/// What is changed about e-mails.
struct EmailChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Queues an e-mail because somebody asks for it.
    func queue(byHandFor license: LicenseID) throws(RegistryError) -> EmailRecord {
        guard let id = try queue(for: license), let email = try EmailQueries(change).email(id)
        else { throw .missing(kind: .queuedEmail) }
        try change.audit(.emailQueue, of: license)
        return email
    }

    /// Queues an e-mail where there is an address to send it to.
    @discardableResult
    func queue(for license: LicenseID) throws(RegistryError) -> EmailID? {
        let id: EmailID = change.newID()
        let count = try change.run(
            """
            INSERT INTO letter (id, license_id, state, queued_at, due_at, changed_at)
            SELECT $1, license.id, \(EmailRecord.State.waiting.rawValue), $3, $3, $3
            FROM license JOIN customer ON customer.id = license.customer_id
                AND customer.organization_id = license.organization_id
            WHERE license.id = $2 AND customer.email IS NOT NULL
                AND customer.deleted_at IS NULL
            """, [.id(id), .id(license), .time(change.now)])
        return count == 1 ? id : nil
    }

    func takeDue() throws(RegistryError) -> EmailRecord? {
        try change.row(
            EmailRecord.self,
            """
            UPDATE letter SET state = \(EmailRecord.State.sending.rawValue),
                attempts = attempts + 1, changed_at = $1
            WHERE id = (
                SELECT id FROM letter WHERE \(EmailRecord.isDue) ORDER BY due_at, id LIMIT 1)
            RETURNING \(EmailRecord.columns)
            """, EmailRecord.dueValues(at: change.now))
    }

    func finish(_ email: EmailRecord) throws(RegistryError) {
        try move(email, to: .sent, due: email.dueAt, fault: nil)
        try change.audit(.emailSend, of: email.license, "\(email.id)")
    }

    func postpone(
        _ email: EmailRecord, until due: Timestamp?, fault: String
    ) throws(RegistryError) {
        try move(
            email, to: due == nil ? .failed : .waiting, due: due ?? email.dueAt, fault: fault)
        try change.audit(
            due == nil ? .emailFail : .emailPostpone, of: email.license, "\(email.id): \(fault)")
    }

    /// Only the attempt that was taken is finished, not one that came after it.
    private func move(
        _ email: EmailRecord, to state: EmailRecord.State, due: Timestamp, fault: String?
    ) throws(RegistryError) {
        try change.run(
            """
            UPDATE letter SET state = $3, due_at = $4, fault = $5, changed_at = $6
            WHERE id = $1 AND state = \(EmailRecord.State.sending.rawValue) AND attempts = $2
            """,
            [
                .id(email.id), .integer(email.attempts), .integer(state.rawValue), .time(due),
                .optional(fault), .time(change.now),
            ])
    }

    func setTemplate(
        _ template: EmailTemplate?, of benefit: BenefitID
    ) throws(RegistryError) {
        guard try BenefitQueries(change).benefit(benefit) != nil else {
            throw .missing(kind: .benefit)
        }
        try change.check(template?.subject, "subject")
        try change.run("DELETE FROM letter_template WHERE benefit_id = $1", [.id(benefit)])
        if let template {
            try change.run(
                """
                INSERT INTO letter_template (benefit_id, subject, plain, html)
                VALUES ($1, $2, $3, $4)
                """,
                [
                    .id(benefit), .text(template.subject), .text(template.plain),
                    .optional(template.html),
                ])
        }
        try change.audit(.benefitEmail, of: benefit)
    }
}
