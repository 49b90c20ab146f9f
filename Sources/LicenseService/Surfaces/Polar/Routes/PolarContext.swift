import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What the operations of Polar's contract have in common.
struct PolarContext: Sendable {
    let registry: RegistryAccess
    let keys: LicenseKeyService
    let authenticator: PolarAuthenticator
    let limits: RequestLimits
    let minting: MintingKey?
    /// Where callers find this service.
    let base: String

    var clock: ServiceClock { authenticator.tokens.clock }

    /// Works on the registry in a name.
    func work<Result: Sendable>(
        _ actor: String, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: actor, body)
    }

    /// The same on one door, for who needs no other.
    func work<Door, Result: Sendable>(
        _ actor: String, _ door: any KeyPath<Registry, Door> & Sendable,
        _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: actor, door, body)
    }

    /// A merchant's request without a body.
    func admit(_ request: Request, _ scope: PolarScope) async throws -> PolarMerchant {
        try await authenticator.caller(of: request).merchant(for: scope)
    }

    /// A merchant's request with a body, whose members are yet to be read.
    ///
    /// Bad tokens are refused first, then bodies that are not JSON, then callers who may not.
    func admitWithBody(
        _ request: Request, _ scope: PolarScope
    ) async throws -> (PolarMerchant, PolarForm) {
        let caller = try await authenticator.caller(of: request)
        let body = try await PolarBody(request, limits: limits)
        return (try caller.merchant(for: scope), PolarForm(body))
    }

    /// A customer's request.
    func admitCustomer(_ request: Request) async throws -> CustomerSession {
        try await authenticator.caller(of: request).customer()
    }

    /// The organization that is named, the token's, or the only one there is; nil where the caller
    /// does not reach the one that is named.
    func organization(
        named: OrganizationID?, _ merchant: PolarMerchant, in part: PolarProblem.Step
    ) async throws -> OrganizationID? {
        switch try await registry.organization(
            named: named, of: merchant.token, as: merchant.name)
        {
        case .organization(let id): return id
        case .outOfReach: return nil
        case .ambiguous:
            throw PolarRefusal.malformed([
                PolarProblem(.missing, [part, .name("organization_id")], "Field required")
            ])
        }
    }

    /// The organization of something new: a token of one organization must not name it.
    func organization(
        of form: inout PolarForm, _ merchant: PolarMerchant
    ) async throws -> OrganizationID {
        let named: OrganizationID? = form.optional("organization_id", PolarValue.id)
        try form.check()
        if named != nil, merchant.token.organization != nil {
            throw PolarRefusal.impossible(
                PolarProblem(
                    .organizationToken, [.name("body"), .name("organization_id")],
                    "Setting organization_id is disallowed when using an organization token."))
        }
        guard
            let id = try await organization(named: named, merchant, in: .name("body")),
            try await work(merchant.name, { try $0.organizations.find(id) }) != nil
        else {
            throw PolarRefusal.impossible(
                PolarProblem(
                    .valueError, [.name("body"), .name("organization_id")],
                    "Organization not found."))
        }
        return id
    }
}
