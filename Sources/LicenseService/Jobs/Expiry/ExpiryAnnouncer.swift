import LicenseRegistry
import LicenseVerifier
import Logging

/// Announces licenses that have ended, also when nobody asks about them, and forgets old events.
///
/// One of several nodes does so, by a lease. Two that believe to hold it do no harm: an end is
/// announced in the transaction that records that it was.
final class ExpiryAnnouncer: PeriodicService {
    private static let atOnce = 200

    private let registry: Registry
    private let policy: WebhookPolicy
    private let runtime: ServiceRuntime
    private let lease: NodeLease

    init(_ registry: Registry, policy: WebhookPolicy, runtime: ServiceRuntime) {
        self.registry = registry.acting(as: "latchkeyd")
        self.policy = policy
        self.runtime = runtime
        lease = NodeLease("webhook-sweep", self.registry, runtime)
    }

    var interval: Duration { policy.expiryInterval }

    func end() async { await lease.end() }

    func round() async {
        do {
            try await runtime.pool.run { [self] in try work() }
        } catch {
            runtime.metrics.add(to: .expiryFailures)
            runtime.logger.error(
                "looking for expired licenses failed",
                metadata: ["code": "\(Problem(error).code)"])
        }
    }

    private func work() throws {
        let now = runtime.clock.now()
        guard try lease.take(until: now + policy.expiryInterval + .seconds(5), now: now) else {
            return
        }
        var count = Self.atOnce
        while count == Self.atOnce {
            count = try registry.announceExpiries(limit: Self.atOnce, now: now)
        }
        // A part each time: what is left is forgotten in the next round.
        _ = try registry.forgetEvents(before: now - policy.retention, limit: Self.atOnce, now: now)
    }
}

extension Metric {
    fileprivate static let expiryFailures = Metric(
        "webhook_sweep_failures_total", "Rounds of looking for expired licenses that failed.")
}
