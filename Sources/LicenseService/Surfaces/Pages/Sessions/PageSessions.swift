import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Opens, finds and ends the sessions of browsers.
struct PageSessions: Sendable {
    /// How long a session lasts, however much it is used, and how long it may be idle.
    struct Limits: Sendable {
        let longest: Duration
        let idle: Duration

        static let admin = Limits(longest: .seconds(12 * 3600), idle: .seconds(3600))
        static let portal = Limits(longest: .seconds(8 * 3600), idle: .seconds(2 * 3600))
    }

    /// How often the registry is told that a session is used.
    private static let noticeable = Duration.seconds(60)

    let sessions: DoorAccess<Sessions>
    let clock: ServiceClock
    let cookies: PageCookies
    let kind: PageCookies.Kind
    let limits: Limits

    /// The session of a request, with the secret that it showed; nil for none that is good.
    func session(
        of request: Request
    ) async throws -> (session: PageSession, credential: PageCredential<PageSessionKind>)? {
        guard
            let credential = cookies.value(kind, of: request).flatMap({
                PageCredential<PageSessionKind>($0)
            })
        else { return nil }
        let now = clock.now()
        let found = try await sessions.work(as: "pages") { sessions in
            let session = try sessions.find(credential.id, now: now)
            if let session, session.seenAt + Self.noticeable <= now,
                session.isGood(at: now, idle: limits.idle), credential.matches(session.secretDigest)
            {
                try sessions.touch(session.id, now: now)
            }
            return session
        }
        guard let found, credential.matches(found.secretDigest),
            found.isGood(at: now, idle: limits.idle)
        else { return nil }
        return (found, credential)
    }

    /// A session that is to be opened, with a secret that no session had before.
    ///
    /// - Parameters:
    ///   - maker: what they showed; nil for a link that nothing but time ends.
    ///   - end: when that ends by itself; nil for never.
    ///   - person: whom a proxy has signed in; nil for who signs in here.
    func new(
        _ holder: PageHolder, by maker: SessionMaker?, until end: Timestamp? = nil,
        person: String? = nil
    ) -> (PageSession, PageCredential<PageSessionKind>) {
        let credential = PageCredential<PageSessionKind>.random()
        let now = clock.now()
        let session = PageSession(
            id: credential.id, secretDigest: credential.digest, holder: holder, person: person,
            by: maker, createdAt: now,
            expiresAt: end.map { min($0, now + limits.longest) } ?? now + limits.longest)
        return (session, credential)
    }

    /// The link that a text is, with who it signs in; nil for one that is used, too old or unknown.
    func link(_ text: String) async throws -> SignInLink? {
        guard let credential = PageCredential<SignInLinkKind>(text) else { return nil }
        let now = clock.now()
        let found = try await sessions.work(as: "pages") {
            try $0.link(credential.id, now: now)
        }
        guard let found, credential.matches(found.secretDigest), found.isGood(at: now)
        else { return nil }
        return found
    }
}
