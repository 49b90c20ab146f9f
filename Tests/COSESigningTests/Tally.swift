import Synchronization

/// Counts what many threads report.
final class Tally: Sendable {
    private let state = Mutex<[String: Int]>([:])

    func add(_ outcome: String) {
        state.withLock { $0[outcome, default: 0] += 1 }
    }

    var counts: [String: Int] { state.withLock { $0 } }
}
