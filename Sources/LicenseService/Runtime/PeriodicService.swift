import ServiceLifecycle

/// A job that is done again and again, until it is told to end.
protocol PeriodicService: Service {
    /// How long it rests between two rounds.
    var interval: Duration { get }
    /// Does what is due; a failure is logged, and tried again in the next round.
    func round() async
    /// Does what is left to do when no round follows.
    func end() async
}

extension PeriodicService {
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.round()
                // A cancelled sleep ends the loop, by its condition.
                try? await Task.sleep(for: self.interval)
            }
        }
        await end()
    }

    func end() async {}
}
