import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What the operator's pages have in common.
struct AdminContext: Sendable {
    let registry: RegistryAccess
    let keys: LicenseKeyService
    let authenticator: Authenticator
    let minting: MintingKey?
    let limits: RequestLimits
    let clock: ServiceClock
    let renderer: PageRenderer
    let lists: PublishedLists
    let trust: ServedTrust
    let sendsEmails: Bool
    /// Sends customers the links by which they sign in; nil where no e-mail is sent.
    let signInMailer: SignInMailer?
    /// How soon devices that are online hear of a change.
    let publishing: PublishingPolicy
    /// How a proxy says which operator sends a request; nil where none does.
    let proxySignIn: ProxySignIn?
    let use: SessionUse
    let counts = LicenseCounts()

    var sessions: PageSessions {
        PageSessions(
            sessions: DoorAccess(registry, \.tokens.sessions), clock: clock,
            cookies: renderer.cookies, kind: .admin,
            limits: .admin, use: use)
    }

    var surface: Surface { .pages(renderer, area: "admin") }

    /// Who sends a request; nil for nobody who is signed in.
    ///
    /// A token that was rotated or revoked meanwhile has ended its sessions.
    func caller(of request: Request) async throws -> AdminCaller? {
        guard let (session, credential) = try await sessions.session(of: request),
            isStillTheirs(session, request)
        else { return nil }
        switch session.holder {
        case .owner:
            return AdminCaller(
                session: session, credential: credential, scopes: Set(TokenScope.allCases),
                reach: nil)
        case .token(let id):
            let now = clock.now()
            guard let token = try await registry.work(as: "pages", { try $0.tokens.find(id) }),
                token.isGood(at: now)
            else { return nil }
            return AdminCaller(
                session: session, credential: credential, scopes: token.scopes,
                reach: token.organization)
        case .customer, .license: return nil
        }
    }

    /// Whether the proxy still names the person whom it has signed in, who still has the same token;
    /// always true of a session that was opened here.
    private func isStillTheirs(_ session: PageSession, _ request: Request) -> Bool {
        guard let person = session.person else { return true }
        guard let proxySignIn, let token = proxySignIn.token(of: person) else { return false }
        return proxySignIn.statement(of: request) == .person(person)
            && session.holder == .token(token)
    }
}
