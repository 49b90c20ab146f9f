import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What the routes of the management API have in common.
struct ManagementContext: Sendable {
    let registry: RegistryAccess
    let limits: RequestLimits
    let clock: ServiceClock
    let minting: MintingKey?
    /// Whether this service sends emails.
    let sendsEmails: Bool

    /// Works on the registry in a caller's name.
    func work<Result: Sendable>(
        _ caller: Caller, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller.name, body)
    }

    /// The same on one door, for who needs no other.
    func work<Door, Result: Sendable>(
        _ caller: Caller, _ door: any KeyPath<Registry, Door> & Sendable,
        _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller.name, door, body)
    }

    /// Reads a JSON body; members that are not known are refused by their names.
    func body<Wire: Decodable & Sendable>(
        of request: Request, as type: Wire.Type, _ schema: Schema
    ) async throws -> Wire {
        try await request.json(type, of: schema, limits)
    }

    /// The organization that a request is about: the query's, the token's, or the only one there is.
    func organization(
        _ query: Query, _ caller: Caller
    ) async throws -> OrganizationID {
        let named: OrganizationID? = try query.value("organization_id") {
            OrganizationID(inAnyForm: $0)
        }
        switch try await registry.organization(
            named: named, of: caller.token, as: caller.name)
        {
        case .organization(let id): return id
        case .outOfReach: throw Problem.missing(.organization)
        case .ambiguous:
            throw Problem.invalid(
                "organization_id", "is required, because there are several organizations")
        }
    }
}
