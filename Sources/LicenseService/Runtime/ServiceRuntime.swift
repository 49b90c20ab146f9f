import Logging

/// What everything that runs in a service shares: the threads for the registry, the time, and where
/// it reports.
struct ServiceRuntime: Sendable {
    let pool: BlockingPool
    let clock: ServiceClock
    let logger: Logger
    let metrics: ServiceMetrics

    /// The same, with other threads for the registry.
    func running(on pool: BlockingPool) -> ServiceRuntime {
        ServiceRuntime(pool: pool, clock: clock, logger: logger, metrics: metrics)
    }
}
