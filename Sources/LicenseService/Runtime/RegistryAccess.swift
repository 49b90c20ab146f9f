import LicenseRegistry

/// The registry, always called in somebody's name and off the cooperative threads.
struct RegistryAccess: Sendable {
    private let registry: Registry
    private let pool: BlockingPool

    init(_ registry: Registry, pool: BlockingPool) {
        self.registry = registry
        self.pool = pool
    }

    /// - Parameter actor: whom the audit log names.
    func work<Result: Sendable>(
        as actor: String, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await pool.run { [registry] in try body(registry.acting(as: actor)) }
    }

    /// Hands over one door, to who needs no other.
    ///
    /// - Parameter actor: whom the audit log names.
    func work<Door, Result: Sendable>(
        as actor: String, _ door: any KeyPath<Registry, Door> & Sendable,
        _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await work(as: actor) { try body($0[keyPath: door]) }
    }
}
