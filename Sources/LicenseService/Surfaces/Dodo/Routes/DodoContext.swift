import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What the routes of Dodo's contract have in common.
struct DodoContext: Sendable {
    let registry: RegistryAccess
    let keys: LicenseKeyService
    let limits: RequestLimits
    let minting: MintingKey?
    /// The benefits that Dodo's products are mapped to in the configuration, by their ids there.
    var products: [String: [BenefitID]] = [:]

    func now() -> Timestamp { keys.clock.now() }

    /// Works on the registry in a caller's name.
    func work<Result: Sendable>(
        _ caller: Caller?, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller?.name ?? Self.publicActor, body)
    }

    /// The same on one door, for who needs no other.
    func work<Door, Result: Sendable>(
        _ caller: Caller?, _ door: any KeyPath<Registry, Door> & Sendable,
        _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller?.name ?? Self.publicActor, door, body)
    }

    /// Whom the audit log names for what apps do without a token.
    static let publicActor = "dodo"

    func body(of request: Request) async throws -> DodoBody {
        let bytes = try await request.bytes(upTo: limits.bodyBytes)
        return try DodoBody(Array(bytes.readableBytesView))
    }

    /// The business that a token is for: its own, or the only one there is.
    func business(_ caller: Caller) async throws -> OrganizationID {
        let choice = try await registry.organization(
            named: nil, of: caller.token, as: caller.name)
        guard case .organization(let id) = choice else { throw DodoRefusal.ambiguousBusiness }
        return id
    }
}

extension ServiceContext {
    /// A part of the path as it was sent.
    func dodoText(_ part: String, _ what: String) throws(DodoRefusal) -> String {
        guard let text = coreContext.parameters.get(part) else { throw .missing(what) }
        return text
    }

    /// A part of the path, read as an id of Dodo's form; any other text names nothing.
    func dodoID<Kind: PrefixedKind>(
        _ part: String, _ what: String, _ type: Identifier<Kind>.Type
    ) throws(DodoRefusal) -> Identifier<Kind> {
        guard let text = coreContext.parameters.get(part), let id = Identifier<Kind>(dodo: text)
        else { throw .missing(what) }
        return id
    }
}
