import LicenseRegistry
import LicenseVerifier
import Logging
import Synchronization

/// Tells operators what is wrong with the machine's clock, and compares it with the one that all
/// nodes ask.
final class ClockWatch: PeriodicService {
    private struct Reported {
        var fault: ClockFault?
        var comparedAt: ContinuousClock.Instant?
    }

    let interval = Duration.seconds(1)
    /// How often the clocks are compared while nothing is wrong.
    private static let refresh = Duration.seconds(60)

    private let reference: (@Sendable () throws -> Timestamp?)?
    private let runtime: ServiceRuntime
    private let reported = Mutex(Reported())

    /// - Parameter reference: the clock that all nodes ask; nil where there is none.
    init(
        comparingWith reference: (@Sendable () throws -> Timestamp?)?, runtime: ServiceRuntime
    ) {
        self.reference = reference
        self.runtime = runtime
    }

    func round() async {
        let isDue = reported.withLock { reported in
            runtime.clock.isInDoubt
                || reported.comparedAt.map { $0.duration(to: .now) >= Self.refresh } ?? true
        }
        if isDue {
            // A database that does not answer says nothing about clocks, and is told of elsewhere.
            try? await runtime.pool.run { [self] in try compare() }
        }
        tell()
    }

    /// Compares the clocks now.
    func compare() throws {
        if let other = try reference?() { runtime.clock.compare(with: other) }
        reported.withLock { $0.comparedAt = .now }
    }

    private func tell() {
        let fault = runtime.clock.fault
        runtime.metrics.set(.clockDifference, to: Int(clamping: fault?.seconds ?? 0))
        let isNews = reported.withLock { reported in
            defer { reported.fault = fault }
            return reported.fault?.code != fault?.code
        }
        guard isNews else { return }
        guard let fault else { return runtime.logger.notice("the machine's clock is right again") }
        runtime.logger.critical(
            "\(fault.sentence)",
            metadata: [
                "code": "\(fault.code)", "seconds": "\(fault.seconds)",
                "hint": "\(fault.nextStep)",
            ])
    }
}

extension Metric {
    fileprivate static let clockDifference = Metric(
        "clock_difference_seconds",
        "By how much a clock that is not believed differs; 0 while nothing is wrong.")
}
