import Foundation
import LicenseRegistry
import LicenseVerifier

/// A lease that one of several nodes holds, seen from this one.
struct NodeLease: Sendable {
    /// Names this node.
    let holder = UUID().uuidString
    private let name: String
    private let runtime: ServiceRuntime

    init(_ name: String, _ runtime: ServiceRuntime) {
        self.name = name
        self.runtime = runtime
    }

    /// Takes or renews it; whether this node has it until then.
    func take(until end: Timestamp, now: Timestamp) throws(RegistryError) -> Bool {
        try runtime.leases.take(name, holder: holder, until: end, now: now)
    }

    /// Gives it back, so that the next holder need not wait; if this fails, it waits until the end.
    func end() async {
        try? await runtime.pool.run { [self] in
            try runtime.leases.end(name, holder: holder, now: runtime.clock.now())
        }
    }
}
