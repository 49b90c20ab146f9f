import LicenseRegistry
import Logging

/// What everything that runs in a service shares: the threads for the registry, the time, where it
/// reports, and which node does what one of them must do.
struct ServiceRuntime: Sendable {
    let pool: BlockingPool
    let clock: ServiceClock
    let logger: Logger
    let metrics: ServiceMetrics
    let leases: Leases
    var load = RequestLoad()

    /// The same, with other threads for the registry.
    func running(on pool: BlockingPool) -> ServiceRuntime {
        ServiceRuntime(
            pool: pool, clock: clock, logger: logger, metrics: metrics, leases: leases,
            load: load)
    }
}
