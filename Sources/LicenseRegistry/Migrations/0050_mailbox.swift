import SQLDatabase

extension Migration {
    /// Mailboxes of customers as they are compared, since shops and people spell one in several ways.
    ///
    /// Addresses from before are compared without capitals; one whose domain is written in letters
    /// beyond ASCII is found as it is written, until its customer is changed.
    static let mailbox = Migration(
        number: 50, name: "0050_mailbox", sqlite: mailboxColumn("TEXT"),
        postgreSQL: mailboxColumn("TEXT COLLATE \"C\""))

    private static func mailboxColumn(_ text: String) -> [String] {
        [
            "ALTER TABLE customer ADD COLUMN mailbox \(text)",
            "UPDATE customer SET mailbox = lower(email) WHERE email IS NOT NULL",
            "CREATE INDEX customer_mailbox ON customer (organization_id, mailbox)",
        ]
    }
}
