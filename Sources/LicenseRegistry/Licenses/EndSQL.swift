/// When a license ends, as an expression over its row.
enum EndSQL {
    /// The end of its token, or an earlier one that was set later; NULL for never.
    ///
    /// An index has the same words, so that whoever asks for it in them is answered from there.
    static let end = """
        (CASE WHEN license.expires_at IS NULL OR license.ended_at < license.expires_at
            THEN license.ended_at ELSE license.expires_at END)
        """
}
