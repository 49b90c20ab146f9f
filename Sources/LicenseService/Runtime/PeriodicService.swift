import ServiceLifecycle

/// A service that looks at the registry again and again, until it is told to end.
protocol PeriodicService: Service {
    /// How long it rests between two looks.
    var interval: Duration { get }
    /// One look, and what follows from it; a failure is logged, and tried again at the next.
    func round() async
    /// What is left to do when no look follows any more.
    func end() async
}

extension PeriodicService {
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.round()
                // Cancelled is ended, by the loop's own condition.
                try? await Task.sleep(for: self.interval)
            }
        }
        await end()
    }

    func end() async {}
}
