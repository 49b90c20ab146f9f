import LicenseVerifier
import SQLDatabase

/// What is changed about sessions and the links that open them.
struct SessionChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ link: SignInLink) throws(RegistryError) {
        try change.run(
            "DELETE FROM sign_in_link WHERE expires_at <= $1", [.time(change.now)])
        try change.run(
            """
            INSERT INTO sign_in_link (id, secret_digest, holder_kind, holder_id, organization_id,
                created_at, expires_at, token_id, token_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [.id(link.id), .blob(link.secretDigest)] + link.holder.values
                + [.time(link.createdAt), .time(link.expiresAt)] + ShownToken.values(link.maker))
        try change.audit(.sessionLink, of: link.id, link.holder.name)
    }

    /// Uses a link up; false where that was done before, or it is too late.
    func use(_ id: SignInLinkID) throws(RegistryError) -> Bool {
        try change.run(
            """
            UPDATE sign_in_link SET used_at = $2
            WHERE id = $1 AND used_at IS NULL AND expires_at > $2
            """, [.id(id), .time(change.now)]) == 1
    }

    func open(_ session: PageSession) throws(RegistryError) {
        try change.run(
            "DELETE FROM page_session WHERE expires_at <= $1", [.time(change.now)])
        try change.run(
            """
            INSERT INTO page_session (id, secret_digest, holder_kind, holder_id, organization_id,
                created_at, expires_at, seen_at, person, key_digest, token_id, token_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10, $11)
            """,
            [.id(session.id), .blob(session.secretDigest)] + session.holder.values
                + [
                    .time(session.createdAt), .time(session.expiresAt), .optional(session.person),
                ] + SessionMaker.values(session.maker))
        try change.audit(.sessionOpen, of: session.id, session.holder.name)
    }

    func touch(_ id: PageSessionID) throws(RegistryError) {
        try change.run(
            "UPDATE page_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2",
            [.id(id), .time(change.now)])
    }

    func withdrawOperatorLink(_ id: SignInLinkID) throws(RegistryError) {
        let count = try change.run(
            "DELETE FROM sign_in_link WHERE id = $1 AND holder_kind = 0 AND used_at IS NULL",
            [.id(id)])
        if count == 1 { try change.audit(.sessionWithdraw, of: id) }
    }

    func end(_ id: PageSessionID) throws(RegistryError) {
        let count = try change.run("DELETE FROM page_session WHERE id = $1", [.id(id)])
        if count == 1 { try change.audit(.sessionEnd, of: id) }
    }

    func endOperator(_ id: PageSessionID) throws(RegistryError) {
        let count = try change.run(
            "DELETE FROM page_session WHERE id = $1 AND holder_kind IN (0, 1)", [.id(id)])
        if count == 1 { try change.audit(.sessionEnd, of: id) }
    }
}
