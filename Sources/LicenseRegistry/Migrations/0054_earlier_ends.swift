import SQLDatabase

extension Migration {
    /// Ends that were set without a new token are told of when they have come, and not before.
    static let earlierEnds = Migration(
        number: 54, name: "0054_earlier_ends", sqlite: earlierEndIndex,
        postgreSQL: earlierEndIndex)

    private static let earlierEndIndex = [
        // Until now each was told of when it was set.
        "UPDATE license SET expired_for = ended_at WHERE ended_at IS NOT NULL",
        """
        CREATE INDEX license_earlier_end_due ON license (organization_id, ended_at)
            WHERE state = 0 AND ended_at IS NOT NULL AND coalesce(expired_for, -1) <> ended_at
        """,
    ]
}
