import Foundation
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
    let use: SessionUse

    var sessions: PageSessions {
        PageSessions(
            sessions: DoorAccess(registry, \.tokens.sessions), clock: clock,
            cookies: renderer.cookies, kind: .portal,
            limits: .portal, use: use)
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

    /// The organization whose pages somebody sees: that of the link which is opened, or of the key or
    /// the machine's request that is sent, or that which the address names, or that whose customer they are or were last on this browser, or else the first.
    func organization(
        of request: Request, sending form: SubmittedForm, as caller: PortalCaller?
    ) async throws -> Organization {
        let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
        var linked = try await inviting(form)
        if linked == nil { linked = try await inviting(query) }
        if linked == nil { linked = await named(by: form, request) }
        let asked = query["organization"].flatMap { OrganizationID($0) }
        let former = renderer.cookies.value(.vendor, of: request).flatMap { OrganizationID($0) }
        let wanted = [linked, asked, caller?.organization, former].compactMap(\.self).first
        let (named, first) = try await registry.work(as: "pages", \.organizations) {
            organizations in
            (
                try wanted.flatMap { try organizations.find($0)?.organization },
                try organizations.first().flatMap {
                    try organizations.find($0)?.organization
                }
            )
        }
        guard let organization = named ?? first else { throw Problem.missing(.organization) }
        return organization
    }

    /// The organization to whose customer a link belongs that somebody opens; nil for no link.
    private func inviting(_ form: SubmittedForm) async throws -> OrganizationID? {
        if let text = form["link"] {
            guard case .customer(_, let organization)? = try await sessions.link(text)?.holder
            else { return nil }
            return organization
        }
        guard let token = form["customer_session_token"].flatMap({ PolarSessionToken($0) })
        else { return nil }
        let now = clock.now()
        let session = try await registry.work(as: "pages", \.customers) {
            try $0.session(token.id, now: now)
        }
        guard let session, token.matches(session.secretDigest) else { return nil }
        return session.organization
    }

    /// The organization whose license a key or a machine's request is of; nil for neither.
    ///
    /// Both are signed, so they say it better than the page that they were sent from.
    private func named(by form: SubmittedForm, _ request: Request) async -> OrganizationID? {
        let path = request.uri.path
        if path.hasPrefix("/A/") {
            let text = path.dropFirst(3).removingPercentEncoding ?? ""
            return await devices.organization(of: Array(text.utf8))
        }
        if path.hasPrefix("/portal/offline") {
            let file = form.files["file"]?.content ?? []
            let text = file.isEmpty ? Array((form["message"] ?? "").utf8) : file
            return text.isEmpty ? nil : await devices.organization(of: text)
        }
        guard let text = KeyInput(form).text, let key = try? LicenseKey(parsing: text) else {
            return nil
        }
        return (try? licenses.verify(key))?.claims.organization
    }

    /// What a browser keeps of whose pages it shows; nil where it has that already.
    func cookie(for organization: Organization, of request: Request) -> String? {
        let id = "\(organization.id)"
        return renderer.cookies.value(.vendor, of: request) == id
            ? nil : renderer.cookies.header(.vendor, id)
    }
}
