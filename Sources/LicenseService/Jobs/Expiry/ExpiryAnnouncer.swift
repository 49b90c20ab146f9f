import LicenseRegistry
import LicenseVerifier
import Logging

/// Announces licenses that have ended, also when nobody asks about them, and forgets old events.
///
/// One of several nodes does so, by a lease. Two nodes that both believe they hold it do no harm: an end is
/// announced in the transaction that records that it was.
final class ExpiryAnnouncer: PeriodicService {
    private static let atOnce = 200

    private let outbox: Outbox
    private let policy: WebhookPolicy
    private let runtime: ServiceRuntime
    private let lease: NodeLease

    init(_ outbox: Outbox, policy: WebhookPolicy, runtime: ServiceRuntime) {
        self.outbox = outbox
        self.policy = policy
        self.runtime = runtime
        lease = NodeLease("webhook-sweep", runtime)
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
            count = try outbox.announceExpiries(limit: Self.atOnce, now: now)
        }
        // A part each time: what is left is forgotten in the next round.
        _ = try outbox.forget(before: now - policy.retention, limit: Self.atOnce, now: now)
    }
}

extension Metric {
    fileprivate static let expiryFailures = Metric(
        "webhook_sweep_failures_total", "Rounds of looking for expired licenses that failed.")
}
