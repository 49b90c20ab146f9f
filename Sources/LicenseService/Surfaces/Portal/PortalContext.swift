import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What the customers' pages have in common.
struct PortalContext: Sendable {
    let registry: RegistryAccess
    let keys: LicenseKeyService
    let licenses: LicenseCache
    let lists: PublishedLists
    let trust: ServedTrust
    let devices: DeviceSyncService
    let staples: StatusStaples
    let minting: MintingKey?
    let limits: RequestLimits
    let clock: ServiceClock
    let renderer: PageRenderer
    let publishing: PublishingPolicy
    /// Sends links by which customers sign in; nil where no e-mail is sent.
    let mailer: SignInMailer?

    var sessions: PageSessions {
        PageSessions(
            registry: registry, clock: clock, cookies: renderer.cookies, kind: .portal,
            limits: .portal)
    }

    var surface: Surface { .pages(renderer, area: "portal") }

    /// Who sends a request; nil for nobody who is signed in.
    func caller(of request: Request) async throws -> PortalCaller? {
        guard let (session, credential) = try await sessions.session(of: request) else {
            return nil
        }
        switch session.holder {
        case .customer(_, let organization), .license(_, let organization):
            return PortalCaller(
                session: session, credential: credential, organization: organization)
        case .owner, .token: return nil
        }
    }

    /// The organization whose pages somebody sees who is not signed in.
    func organization(of request: Request) async throws -> Organization {
        let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
        let asked = query["organization"].flatMap { OrganizationID($0) }
        let (named, first) = try await registry.work(as: "pages") { registry in
            (
                try asked.flatMap { try registry.organizations.find($0)?.organization },
                try registry.organizations.first().flatMap {
                    try registry.organizations.find($0)?.organization
                }
            )
        }
        guard let organization = named ?? first else { throw Problem.missing(.organization) }
        return organization
    }
}
