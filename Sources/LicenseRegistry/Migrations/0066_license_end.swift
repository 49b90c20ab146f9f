import SQLDatabase

extension Migration {
    /// Licenses are found by when they end, which may be earlier than their tokens say.
    static let licenseEnd = Migration(
        number: 66, name: "0066_license_end", sqlite: licenseEndIndex, postgreSQL: licenseEndIndex)

    private static let licenseEndIndex = [
        "DROP INDEX license_expiry",
        """
        CREATE INDEX license_end ON license (
            organization_id,
            (CASE WHEN expires_at IS NULL OR ended_at < expires_at
                THEN ended_at ELSE expires_at END),
            sequence)
        """,
    ]
}
