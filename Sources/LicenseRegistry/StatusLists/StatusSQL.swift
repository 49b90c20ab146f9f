import LicenseVerifier

/// What status lists say of tokens, as expressions over their rows, by `LicenseState`'s numbers.
enum StatusSQL {
    /// How many positions one list has: a status index is shard and position in one number.
    static let shardSize = Int64(StatusIndex.positionsPerShard)

    private static let granted = LicenseState.granted.rawValue
    private static let disabled = LicenseState.disabled.rawValue
    private static let revoked = LicenseState.revoked.rawValue

    /// Of a license's newest token; one that was ended before its time is suspended.
    static let ofLicense = """
        CASE WHEN license.state = \(granted) AND license.ended_at IS NOT NULL THEN \(disabled)
            ELSE license.state END
        """

    /// Of a token that was replaced: what is said of its license, unless it is void.
    static let ofFormerToken = """
        CASE WHEN former_token.is_void = 1 THEN \(revoked)
            WHEN license.state = \(granted) AND license.ended_at IS NOT NULL THEN \(disabled)
            ELSE license.state END
        """

    /// Whether a list says anything of a license's newest token.
    static let isException = "(state <> \(granted) OR ended_at IS NOT NULL)"

    /// Whether a list says anything of a token that was replaced.
    static let isFormerException = """
        (former_token.is_void = 1 OR license.state <> \(granted)
            OR license.ended_at IS NOT NULL)
        """
}
