import SQLDatabase

extension Migration {
    /// What sessions, links and tokens were made with, so that they end with it.
    static let makers = Migration(
        number: 35, name: "0035_makers", sqlite: makerColumns(blob: "BLOB"),
        postgreSQL: makerColumns(blob: "BYTEA"))
}

private func makerColumns(blob: String) -> [String] {
    // Null: made beside the registry, or before this was noted.
    [
        "ALTER TABLE api_token ADD COLUMN maker_id \(blob)",
        "CREATE INDEX api_token_maker ON api_token (maker_id) WHERE maker_id IS NOT NULL",
        // The digest of the signed key or of the text that was shown.
        "ALTER TABLE page_session ADD COLUMN key_digest \(blob)",
    ]
        + ["page_session", "sign_in_link", "customer_session"].flatMap { table in
            [
                "ALTER TABLE \(table) ADD COLUMN token_id \(blob)",
                "ALTER TABLE \(table) ADD COLUMN token_digest \(blob)",
            ]
        }
}
