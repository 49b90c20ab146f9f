import LicenseRegistry
import LicenseVerifier
import Logging

/// Finds licenses whose end has come, also when nobody calls, and forgets what is long past.
///
/// One of several nodes does so, by a lease. Two that believe to hold it do no harm: an end is told
/// of in the transaction that notes that it was.
final class ExpiryAnnouncer: PeriodicService {
    private static let atOnce = 200

    private let registry: Registry
    private let policy: WebhookPolicy
    private let clock: ServiceClock
    private let pool: BlockingPool
    private let logger: Logger
    private let metrics: Metrics
    private let lease: NodeLease

    init(
        _ registry: Registry, policy: WebhookPolicy, clock: ServiceClock, pool: BlockingPool,
        logger: Logger, metrics: Metrics
    ) {
        self.registry = registry.acting(as: "latchkeyd")
        self.policy = policy
        self.clock = clock
        self.pool = pool
        self.logger = logger
        self.metrics = metrics
        lease = NodeLease("webhook-sweep", self.registry, pool: pool, clock: clock)
    }

    var interval: Duration { policy.sweepInterval }

    func end() async { await lease.end() }

    func round() async {
        do {
            try await pool.run { [self] in try work() }
        } catch {
            metrics.add(to: "webhook_sweep_failures_total")
            logger.error(
                "looking for expired licenses failed",
                metadata: ["code": "\(Problem(error).code)"])
        }
    }

    private func work() throws {
        let now = clock.now()
        guard try lease.take(until: now + policy.sweepInterval + .seconds(5), now: now) else {
            return
        }
        var count = Self.atOnce
        while count == Self.atOnce {
            count = try registry.announceExpiries(limit: Self.atOnce, now: now)
        }
        // A share each time: what is left is forgotten at the next look.
        _ = try registry.forgetEvents(before: now - policy.retention, limit: Self.atOnce)
    }
}
