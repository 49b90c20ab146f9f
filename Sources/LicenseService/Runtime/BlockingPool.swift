import NIOPosix
import Synchronization

/// The threads that call the registry, so that calls that wait for a disk do not hold up other
/// requests.
///
/// What waits for a thread is bounded: beyond the bound a request is refused at once, which is
/// cheaper for everybody than a late answer.
final class BlockingPool: Sendable {
    private let threads: NIOThreadPool
    private let limit: Int
    private let waiting = Atomic<Int>(0)

    init(threads count: Int, waiting limit: Int) {
        threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
        self.limit = limit
    }

    /// Runs a call that may block.
    ///
    /// Throws `Overload` when too many calls wait already, and what the call throws.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let count = waiting.add(1, ordering: .relaxed).newValue
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard count <= limit else { throw Overload() }
        return try await threads.runIfActive(body)
    }

    /// How many calls are under way or wait.
    var depth: Int { waiting.load(ordering: .relaxed) }

    /// Ends the threads once their work is done.
    func shutDown() async throws {
        try await threads.shutdownGracefully()
    }
}

/// More is asked for at once than this node can handle.
struct Overload: Error {}
