internal import CProcess
internal import Synchronization

/// Who uses facts right now: several calls that read them, or one that changes them.
///
/// Nobody waits. After a fork the threads of the parent are not there to end what they began, so the
/// count is that of one process: a child forgets the parent's readers, and refuses facts that the
/// parent was in the middle of changing, which nobody may ever read.
struct FactsUsers: ~Copyable {
    /// The process whose calls are counted, above the number of readers; all ones: a change.
    private let state = Atomic<UInt64>(0)

    private static let change: UInt64 = 0xffff_ffff

    func beginRead() throws(Failure) {
        try begin { (count) throws(Failure) in
            // There are never that many threads; the count stays below the mark of a change.
            guard count < Self.change - 1 else { throw .busy("facts") }
            return count + 1
        }
    }

    func endRead() { state.subtract(1, ordering: .releasing) }

    func beginChange() throws(Failure) {
        try begin { (count) throws(Failure) in
            guard count == 0 else { throw .busy("facts") }
            return Self.change
        }
    }

    func endChange() { state.store(0, ordering: .releasing) }

    /// Puts another count in the place of the one that is there.
    private func begin(
        _ next: (UInt64) throws(Failure) -> UInt64
    ) throws(Failure) {
        let process = UInt64(UInt32(bitPattern: getpid())) << 32
        var seen = state.load(ordering: .relaxed)
        while true {
            let desired = try next(count(in: seen, of: process))
            let (exchanged, original) = state.weakCompareExchange(
                expected: seen, desired: process | desired, ordering: .acquiring)
            if exchanged { return }
            seen = original
        }
    }

    /// How many of this process use the facts.
    private func count(in state: UInt64, of process: UInt64) throws(Failure) -> UInt64 {
        let count = state & Self.change
        guard state - count != process else { return count }
        guard count != Self.change else { throw .changedByParent("facts") }
        return 0
    }
}
