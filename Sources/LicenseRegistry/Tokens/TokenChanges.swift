import LicenseVerifier
import SQLDatabase

/// What is changed about bearer tokens.
struct TokenChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Adds a token, which ends no later than the one that it is made with; throws `missing` where
    /// that is no longer good.
    func add(_ token: APITokenRecord, by maker: ShownToken?) throws(RegistryError) {
        try change.check(token.name, "name")
        let end = try [token.expiresAt, end(of: maker)].compactMap(\.self).min()
        let count = try change.run(
            """
            INSERT INTO api_token (id, organization_id, name, scopes, secret_digest,
                created_at, expires_at, maker_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """,
            [
                .id(token.id), .id(token.organization), .text(token.name),
                .text(token.scopes.sorted().map(\.rawValue).joined(separator: " ")),
                .blob(token.secretDigest), .time(token.createdAt), .time(end),
                .id(maker?.id),
            ])
        guard count == 1 else { throw .exists(kind: .token, name: token.name) }
        try change.audit(.tokenAdd, of: token.id, token.name)
    }

    func revoke(_ id: APITokenID) throws(RegistryError) {
        let count = try change.run(
            "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            [.id(id), .time(change.now)])
        guard count == 1 else { throw .missing(kind: .token) }
        try change.audit(.tokenRevoke, of: id)
        try endTokens(madeWith: id)
    }

    /// Gives a token another secret, which is made with the token that asks for it.
    func rotate(
        _ id: APITokenID, secretDigest: [UInt8], by maker: ShownToken?
    ) throws(RegistryError) {
        _ = try end(of: maker)
        let count = try change.run(
            "UPDATE api_token SET secret_digest = $2 WHERE id = $1 AND revoked_at IS NULL",
            [.id(id), .blob(secretDigest)])
        guard count == 1 else { throw .missing(kind: .token) }
        try change.audit(.tokenRotate, of: id)
        try endTokens(madeWith: id)
        // One that rotates itself stays what its own maker made.
        guard let maker, maker.id != id else { return }
        try change.run(
            "UPDATE api_token SET maker_id = $2 WHERE id = $1", [.id(id), .id(maker.id)])
    }

    // MARK: - What is made with a token

    /// When a token ends that makes something; throws `missing` for one that is no longer good.
    private func end(of maker: ShownToken?) throws(RegistryError) -> Timestamp? {
        guard let maker else { return nil }
        let queries = TokenQueries(change)
        guard try queries.isGood(maker, at: change.now) else { throw .missing(kind: .token) }
        return try queries.token(maker.id)?.expiresAt
    }

    /// Sessions and links ask by themselves whether the token still is what it was.
    private func endTokens(madeWith id: APITokenID) throws(RegistryError) {
        for made in try TokenQueries(change).made(with: id)
        where made.revokedAt == nil && made.id != id {
            try change.run(
                "UPDATE api_token SET revoked_at = $2 WHERE id = $1",
                [.id(made.id), .time(change.now)])
            try change.audit(.tokenRevoke, of: made.id, "made with \(id)")
        }
    }
}
