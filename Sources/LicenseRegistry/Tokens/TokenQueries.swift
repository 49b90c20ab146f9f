import LicenseVerifier
import SQLDatabase

/// What is asked about bearer tokens.
struct TokenQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func token(_ id: APITokenID) throws(RegistryError) -> APITokenRecord? {
        try reading.row(
            APITokenRecord.self, "SELECT * FROM api_token WHERE id = $1", [.id(id)])
    }

    /// Whether a token is good at a moment, and still has the secret that was shown.
    func isGood(_ shown: ShownToken, at now: Timestamp) throws(RegistryError) -> Bool {
        guard let token = try token(shown.id) else { return false }
        return token.secretDigest == shown.secretDigest && token.isGood(at: now)
    }

    /// The tokens that were made with one, and those that were made with these in turn.
    func made(with id: APITokenID) throws(RegistryError) -> [APITokenRecord] {
        try reading.rows(
            APITokenRecord.self,
            """
            WITH RECURSIVE made(id) AS (
                SELECT id FROM api_token WHERE maker_id = $1
                UNION SELECT api_token.id FROM api_token JOIN made ON api_token.maker_id = made.id
            )
            SELECT api_token.* FROM api_token JOIN made ON made.id = api_token.id
            ORDER BY api_token.created_at, api_token.id
            """, [.id(id)])
    }

    func all() throws(RegistryError) -> [APITokenRecord] {
        try reading.rows(
            APITokenRecord.self, "SELECT * FROM api_token ORDER BY created_at, id")
    }
}
