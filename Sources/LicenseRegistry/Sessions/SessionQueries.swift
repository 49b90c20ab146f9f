import LicenseVerifier
import SQLDatabase

/// What is asked about sessions and the links that open them.
struct SessionQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// A session whose holder may still be signed in by what they showed.
    func session(_ id: PageSessionID, at now: Timestamp) throws(RegistryError) -> PageSession? {
        let found = try reading.row(
            PageSession.self, "SELECT * FROM page_session WHERE id = $1", [.id(id)])
        guard let found, try mayBeSignedIn(found.holder, by: found.maker, at: now) else {
            return nil
        }
        return found
    }

    /// A link whose holder may still be signed in by it.
    func link(_ id: SignInLinkID, at now: Timestamp) throws(RegistryError) -> SignInLink? {
        let found = try reading.row(
            SignInLink.self, "SELECT * FROM sign_in_link WHERE id = $1", [.id(id)])
        guard let found,
            try mayBeSignedIn(found.holder, by: found.maker.map { .token($0) }, at: now)
        else { return nil }
        return found
    }

    /// The sessions of operators who may still be signed in, the newest first.
    ///
    /// - Parameter seen: only those that were used at this moment or later.
    func operators(
        since seen: Timestamp, at now: Timestamp
    ) throws(RegistryError) -> [PageSession] {
        let found = try reading.rows(
            PageSession.self,
            """
            SELECT * FROM page_session
            WHERE holder_kind IN (0, 1) AND expires_at > $1 AND seen_at >= $2
            ORDER BY created_at DESC, id
            """, [.time(now), .time(seen)])
        var good: [PageSession] = []
        for session in found
        where try mayBeSignedIn(session.holder, by: session.maker, at: now) {
            good.append(session)
        }
        return good
    }

    /// The links to the dashboard that still sign somebody in, the newest first.
    func operatorLinks(at now: Timestamp) throws(RegistryError) -> [SignInLink] {
        try reading.rows(
            SignInLink.self,
            """
            SELECT * FROM sign_in_link
            WHERE holder_kind = 0 AND used_at IS NULL AND expires_at > $1
            ORDER BY created_at DESC, id
            """, [.time(now)])
    }

    /// The rule of all sessions and links: they end with what they were made with, and with their
    /// holder.
    ///
    /// Those from before this was noted have no maker: who has one with a token or a key signs in
    /// again.
    private func mayBeSignedIn(
        _ holder: PageHolder, by maker: SessionMaker?, at now: Timestamp
    ) throws(RegistryError) -> Bool {
        switch (holder, maker) {
        case (.owner, nil): return true
        case (.token(let id), .token(let shown)):
            guard id == shown.id else { return false }
            return try TokenQueries(reading).isGood(shown, at: now)
        case (.license(let id, let organization), .key(let key)):
            return try KeyQueries(reading).license(named: key, of: organization) == id
        case (.customer(let id, _), nil): return try isThere(id)
        case (.customer(let id, _), .token(let shown)):
            guard try isThere(id) else { return false }
            return try TokenQueries(reading).isGood(shown, at: now)
        case (.owner, _), (.token, _), (.license, _), (.customer, .key): return false
        }
    }

    private func isThere(_ id: CustomerID) throws(RegistryError) -> Bool {
        guard let customer = try CustomerQueries(reading).customer(id) else { return false }
        return customer.deletedAt == nil
    }
}
