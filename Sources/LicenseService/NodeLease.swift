import Foundation
import LicenseStore
import LicenseVerifier

/// A lease that one of several nodes holds, seen from this one.
struct NodeLease: Sendable {
    /// Names this node.
    let holder = UUID().uuidString
    private let name: String
    private let store: Store
    private let pool: BlockingPool
    private let clock: ServiceClock

    init(_ name: String, _ store: Store, pool: BlockingPool, clock: ServiceClock) {
        self.name = name
        self.store = store
        self.pool = pool
        self.clock = clock
    }

    /// Takes or renews it; whether this node has it until then.
    func take(until end: Timestamp, now: Timestamp) throws(StoreError) -> Bool {
        try store.takeLease(name, holder: holder, until: end, now: now)
    }

    /// Gives it back, so that the next holder need not wait; if this fails, it waits until the end.
    func end() async {
        try? await pool.run { [self] in
            try store.endLease(name, holder: holder, now: clock.now())
        }
    }
}
