import LicenseStore

/// The registry, worked on in a caller's name and off the cooperative threads, and in no other way.
struct RegistryAccess: Sendable {
    private let store: Store
    private let pool: BlockingPool

    init(_ store: Store, pool: BlockingPool) {
        self.store = store
        self.pool = pool
    }

    /// - Parameter actor: whom the audit log names.
    func work<Result: Sendable>(
        as actor: String, _ body: @escaping @Sendable (Store) throws -> Result
    ) async throws -> Result {
        try await pool.run { [store] in try body(store.acting(as: actor)) }
    }
}
