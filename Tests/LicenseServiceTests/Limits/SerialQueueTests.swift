import Synchronization
import Testing

@testable import LicenseService

@Suite struct `Work that is done serially` {
    private struct Fault: Error {}

    /// How many are at work, and were.
    private final class Counts: Sendable {
        private let state = Mutex((inside: 0, most: 0, done: 0))

        var most: Int { state.withLock { $0.most } }
        var done: Int { state.withLock { $0.done } }

        func begin() {
            state.withLock { state in
                state.inside += 1
                state.most = max(state.most, state.inside)
            }
        }

        func end() {
            state.withLock { state in
                state.inside -= 1
                state.done += 1
            }
        }
    }

    @Test func `is done by one at a time, and goes on after one that fails`() async throws {
        let queue = SerialQueue()
        let counts = Counts()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try? await queue.run {
                        counts.begin()
                        await Task.yield()
                        counts.end()
                        if number.isMultiple(of: 3) { throw Fault() }
                    }
                }
            }
        }
        #expect(counts.most == 1)
        #expect(counts.done == 40)
    }

    @Test func `steps back while more than a few requests are under way`() async {
        let load = RequestLoad()
        func count(_ requests: Int) async -> Bool {
            if requests == 0 { return load.isHigh }
            return await load.counting { await count(requests - 1) }
        }
        #expect(await !count(8))
        #expect(await count(9))
        #expect(!load.isHigh)
    }
}
