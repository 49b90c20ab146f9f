import LicenseVerifier
import SQLDatabase

/// What is asked about e-mails.
struct EmailQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func email(_ id: EmailID) throws(RegistryError) -> EmailRecord? {
        try reading.row(
            EmailRecord.self, "SELECT \(EmailRecord.columns) FROM letter WHERE id = $1", [.id(id)])
    }

    func all(about license: LicenseID) throws(RegistryError) -> [EmailRecord] {
        try reading.rows(
            EmailRecord.self,
            """
            SELECT \(EmailRecord.columns) FROM letter
            WHERE license_id = $1 ORDER BY queued_at DESC, id LIMIT 100
            """, [.id(license)])
    }

    func failed(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [EmailRecord] {
        try reading.rows(
            EmailRecord.self,
            """
            SELECT \(EmailRecord.columns) FROM letter
            WHERE state = \(EmailRecord.State.failed.rawValue) AND EXISTS (
                SELECT 1 FROM license
                WHERE license.id = letter.license_id AND license.organization_id = $1)
            ORDER BY due_at DESC LIMIT $2
            """, [.id(organization), .integer(Int64(limit))])
    }

    func hasDue(at now: Timestamp) throws(RegistryError) -> Bool {
        try reading.exists(
            "SELECT 1 AS due FROM letter WHERE \(EmailRecord.isDue) LIMIT 1",
            EmailRecord.dueValues(at: now))
    }

    func template(of benefit: BenefitID) throws(RegistryError) -> EmailTemplate? {
        try reading.row(
            EmailTemplate.self,
            "SELECT subject, plain, html FROM letter_template WHERE benefit_id = $1",
            [.id(benefit)])
    }

    func templates(
        of organization: OrganizationID
    ) throws(RegistryError) -> [BenefitID: EmailTemplate] {
        let rows = try reading.rows(
            """
            SELECT benefit_id, subject, plain, html FROM letter_template
            WHERE benefit_id IN (SELECT id FROM benefit WHERE organization_id = $1)
            """, [.id(organization)]
        ) { (row) throws(SQLError) in
            (id: try row["benefit_id"] as BenefitID, template: try EmailTemplate(row))
        }
        return Dictionary(
            rows.map { ($0.id, $0.template) }, uniquingKeysWith: { first, _ in first })
    }
}

extension EmailRecord {
    /// How long a node may take to send an e-mail before another takes it for lost.
    private static let lease: Duration = .seconds(600)

    /// Whether an e-mail is to be sent; `$1` is the moment, `$2` that of a node taken for lost.
    static let isDue = """
        ((state = \(State.waiting.rawValue) AND due_at <= $1)
            OR (state = \(State.sending.rawValue) AND changed_at <= $2))
        """

    static func dueValues(at now: Timestamp) -> [SQLValue] { [.time(now), .time(now - lease)] }
}
