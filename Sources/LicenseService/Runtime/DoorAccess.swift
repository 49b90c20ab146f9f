import LicenseRegistry

/// One door of the registry, always called in somebody's name and off the cooperative threads; for
/// whoever needs no other.
struct DoorAccess<Door: Sendable>: Sendable {
    private let registry: RegistryAccess
    private let door: any KeyPath<Registry, Door> & Sendable

    /// - Parameter door: the way from the registry to it.
    init(_ registry: RegistryAccess, _ door: any KeyPath<Registry, Door> & Sendable) {
        self.registry = registry
        self.door = door
    }

    /// - Parameter actor: whom the audit log names.
    func work<Result: Sendable>(
        as actor: String, _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: actor, door, body)
    }
}
