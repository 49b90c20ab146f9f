import SQLDatabase

/// What is changed about bearer tokens.
struct TokenChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ token: APITokenRecord) throws(RegistryError) {
        try change.check(token.name, "name")
        let count = try change.run(
            """
            INSERT INTO api_token (id, organization_id, name, scopes, secret_digest,
                created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """,
            [
                .id(token.id), .id(token.organization), .text(token.name),
                .text(token.scopes.sorted().map(\.rawValue).joined(separator: " ")),
                .blob(token.secretDigest), .time(token.createdAt), .time(token.expiresAt),
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
    }

    func rotate(_ id: APITokenID, secretDigest: [UInt8]) throws(RegistryError) {
        let count = try change.run(
            "UPDATE api_token SET secret_digest = $2 WHERE id = $1 AND revoked_at IS NULL",
            [.id(id), .blob(secretDigest)])
        guard count == 1 else { throw .missing(kind: .token) }
        try change.audit(.tokenRotate, of: id)
    }
}
