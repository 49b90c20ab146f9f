import LicenseRegistry

/// One door of the registry, always called in somebody's name and off the cooperative threads; for
/// whoever needs no other.
struct DoorAccess<Door: Sendable>: Sendable {
    private let registry: RegistryAccess
    private let door: @Sendable (Registry) -> Door

    /// - Parameter door: the way from the registry to it.
    init(_ registry: RegistryAccess, _ door: @escaping @Sendable (Registry) -> Door) {
        self.registry = registry
        self.door = door
    }

    /// - Parameter actor: whom the audit log names.
    func work<Result: Sendable>(
        as actor: String, _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: actor) { [door] in try body(door($0)) }
    }
}
