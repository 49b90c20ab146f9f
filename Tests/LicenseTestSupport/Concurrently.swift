import Foundation
import Synchronization

/// Runs a piece of work on several threads at once, and returns what each came to.
///
/// Threads, not tasks: the work blocks, and tasks would take turns on a few threads.
public func concurrently<Value: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (Int) throws -> Value
) -> [Result<Value, any Error>] {
    (0..<count).map { number in Background { try work(number) } }.map(\.result)
}

/// Does work that blocks on a thread of its own, so that no task waits behind it: there are as few
/// threads for tasks as cores.
public func aside<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try work() }) }
        thread.start()
    }
}

/// A piece of work on a thread of its own.
public final class Background<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    private let isOver = DispatchSemaphore(value: 0)

    /// Begins the work.
    public init(_ work: @escaping @Sendable () throws -> Value) {
        let thread = Thread { [self] in
            let result = Result { try work() }
            outcome.withLock { $0 = result }
            isOver.signal()
        }
        // Enough for a statement, and small enough for hundreds.
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Waits for the end, and says what it came to.
    public var result: Result<Value, any Error> {
        isOver.wait()
        isOver.signal()
        return outcome.withLock { $0 } ?? .failure(CancellationError())
    }
}
