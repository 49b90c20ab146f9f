import Synchronization

/// How many requests are under way, so that what nobody waits for steps back while many wait.
final class RequestLoad: Sendable {
    /// More than these at once share the processors: each that is added makes all of them slower.
    private static let few = 8

    private let count = Atomic<Int>(0)

    var isHigh: Bool { count.load(ordering: .relaxed) > Self.few }

    /// Counts a request while it is handled.
    func counting<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        count.add(1, ordering: .relaxed)
        defer { count.subtract(1, ordering: .relaxed) }
        return try await body()
    }
}
