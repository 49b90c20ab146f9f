import SQLDatabase

/// What status lists say of tokens, as expressions over their rows, by `LicenseState`'s numbers.
enum StatusSQL {
    /// Of a license's newest token; one that was ended before its time is suspended.
    static let ofLicense = """
        CASE WHEN license.state = 0 AND license.ended_at IS NOT NULL THEN 1
            ELSE license.state END
        """

    /// Of a token that was replaced: what is said of its license, unless it is void.
    static let ofFormerToken = """
        CASE WHEN former_token.is_void = 1 THEN 2
            WHEN license.state = 0 AND license.ended_at IS NOT NULL THEN 1
            ELSE license.state END
        """
}
