import SQLDatabase
import Synchronization

/// How many rows filters let through, as of one record of the audit log.
///
/// To count a million rows takes longer than to read a page of them, and people turn pages. Any
/// other record at the end of the log makes all counts void.
final class FilterCounts: Sendable {
    private struct Filter: Hashable {
        let condition: String
        let values: [SQLValue]
    }

    private struct State {
        var record: [UInt8] = []
        var counts: [Filter: Int64] = [:]
    }

    static let capacity = 256

    private let state = Mutex(State())

    func value(of condition: String, _ values: [SQLValue], at record: [UInt8]) -> Int64? {
        state.withLock { state in
            guard state.record == record else { return nil }
            return state.counts[Filter(condition: condition, values: values)]
        }
    }

    func remember(
        _ count: Int64, of condition: String, _ values: [SQLValue], at record: [UInt8]
    ) {
        state.withLock { state in
            if record != state.record || state.counts.count >= Self.capacity {
                state = State(record: record)
            }
            state.counts[Filter(condition: condition, values: values)] = count
        }
    }
}
