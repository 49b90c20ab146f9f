public import LicenseVerifier

extension Registry {
    /// Adds a bearer token; the audit log names it, never its secret.
    public func addToken(_ token: APITokenRecord, now: Timestamp) throws(RegistryError) {
        try change("token.add", of: "\(token.id)", token.name, now: now) {
            (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                INSERT INTO api_token (id, organization_id, name, scopes, secret_digest,
                    created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
                """,
                [
                    .blob(token.id.bytes), token.organization.map { .blob($0.bytes) } ?? .null,
                    .text(token.name),
                    .text(token.scopes.sorted().map(\.rawValue).joined(separator: " ")),
                    .blob(token.secretDigest), .integer(token.createdAt.secondsSinceEpoch),
                    .optional(token.expiresAt?.secondsSinceEpoch),
                ])
            guard count == 1 else { throw .exists(kind: .token, name: token.name) }
        }
    }

    /// A bearer token by its id, whether it is still good or not.
    public func token(_ id: APITokenID) throws(RegistryError) -> APITokenRecord? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row("SELECT * FROM api_token WHERE id = $1", [.blob(id.bytes)]) {
                (row) throws(RegistryError) in try APITokenRecord(row)
            }
        }
    }

    /// All bearer tokens, in the order in which they came.
    public func tokens() throws(RegistryError) -> [APITokenRecord] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows("SELECT * FROM api_token ORDER BY created_at, id") {
                (row) throws(RegistryError) in try APITokenRecord(row)
            }
        }
    }

    /// Takes a bearer token back; throws `missing` for one that is not there or was before.
    public func revokeToken(_ id: APITokenID, now: Timestamp) throws(RegistryError) {
        try change("token.revoke", of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
                [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .token) }
        }
    }

    /// Gives a token another secret, so that the one before opens nothing at once.
    public func rotateToken(
        _ id: APITokenID, secretDigest: [UInt8], now: Timestamp
    ) throws(RegistryError) {
        try change("token.rotate", of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                "UPDATE api_token SET secret_digest = $2 WHERE id = $1 AND revoked_at IS NULL",
                [.blob(id.bytes), .blob(secretDigest)])
            guard count == 1 else { throw .missing(kind: .token) }
        }
    }
}
