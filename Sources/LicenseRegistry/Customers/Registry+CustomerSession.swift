public import LicenseVerifier

extension Registry {
    /// Opens a session for a customer, and forgets those that have ended.
    public func addSession(_ session: CustomerSession, now: Timestamp) throws(RegistryError) {
        try change("customer.session", of: "\(session.customer)", "\(session.id)", now: now) {
            (writer) throws(RegistryError) in
            try writer.run(
                "DELETE FROM customer_session WHERE expires_at <= $1",
                [.integer(now.secondsSinceEpoch)])
            try writer.run(
                """
                INSERT INTO customer_session (id, organization_id, customer_id, secret_digest,
                    return_url, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .blob(session.id.bytes), .blob(session.organization.bytes),
                    .blob(session.customer.bytes), .blob(session.secretDigest),
                    session.returnURL.map { .text($0) } ?? .null,
                    .integer(session.createdAt.secondsSinceEpoch),
                    .integer(session.expiresAt.secondsSinceEpoch),
                ])
        }
    }

    /// A session by its id, whether it is still good or not; nil for none, and where its customer
    /// was deleted.
    public func session(_ id: CustomerSessionID) throws(RegistryError) -> CustomerSession? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row(
                """
                SELECT customer_session.* FROM customer_session
                    JOIN customer ON customer.id = customer_session.customer_id
                WHERE customer_session.id = $1 AND customer.deleted_at IS NULL
                """, [.blob(id.bytes)]
            ) { (row) throws(RegistryError) in try CustomerSession(row) }
        }
    }
}
