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

    let sessions: DoorAccess<Sessions>
    let clock: ServiceClock
    let cookies: PageCookies
    let kind: PageCookies.Kind
    let limits: Limits
    let use: SessionUse

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
        let found = try await sessions.work(as: "pages") {
            try $0.find(credential.id, now: now)
        }
        guard let found, credential.matches(found.secretDigest), now < found.expiresAt,
            now < use.latest(of: found) + limits.idle
        else { return nil }
        use.note(found, at: now, in: sessions)
        return (found, credential)
    }

    /// Ends the session that a browser had before it signed in once more.
    func endFormer(of request: Request) async throws {
        guard let former = try await session(of: request)?.session else { return }
        let now = clock.now()
        try await sessions.work(as: former.actor) { try $0.end(former.id, now: now) }
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
