import Hummingbird
import Synchronization

/// How many requests one client may send, at once and in a second.
///
/// A client is an address; all that are behind one untrusted proxy share its bucket.
final class RateLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    private static let maxClients = 65_536

    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// No limit for zero.
    init(perSecond: Int, burst: Int) {
        self.perSecond = Double(perSecond)
        self.burst = Double(max(burst, 1))
    }

    /// Takes one; nil when there is one, else after how many seconds there will be.
    func take(by client: String, at now: ContinuousClock.Instant = .now) -> Int? {
        guard perSecond > 0 else { return nil }
        return buckets.withLock { buckets in
            if buckets.count >= Self.maxClients, buckets[client] == nil {
                forget(&buckets, now)
            }
            var bucket = buckets[client] ?? Bucket(tokens: burst, filledAt: now)
            bucket.tokens = level(of: bucket, now)
            bucket.filledAt = now
            guard bucket.tokens >= 1 else {
                buckets[client] = bucket
                return Int(((1 - bucket.tokens) / perSecond).rounded(.up))
            }
            bucket.tokens -= 1
            buckets[client] = bucket
            return nil
        }
    }

    /// How long a client has to wait, in seconds, without taking anything; nil for not at all.
    func wait(for client: String, at now: ContinuousClock.Instant = .now) -> Int? {
        guard perSecond > 0 else { return nil }
        return buckets.withLock { buckets in
            guard let bucket = buckets[client] else { return nil }
            let level = level(of: bucket, now)
            return level >= 1 ? nil : Int(((1 - level) / perSecond).rounded(.up))
        }
    }

    /// Whether nothing is limited, so that callers need not name the client.
    var isUnlimited: Bool { perSecond <= 0 }

    /// How many clients are remembered.
    var clientCount: Int { buckets.withLock { $0.count } }

    private func level(of bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        min(burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * perSecond)
    }

    /// Drops full buckets, which say nothing, and all where none is full.
    ///
    /// So the memory stays bounded, and filling it with addresses gains no more than the addresses
    /// themselves would.
    private func forget(
        _ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant
    ) {
        buckets = buckets.filter { level(of: $0.value, now) < burst }
        if buckets.count >= Self.maxClients { buckets.removeAll() }
    }
}

/// Refuses clients that send too much.
struct RateLimitMiddleware: RouterMiddleware {
    let limit: RateLimit

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        if let seconds = limit.take(by: context.peer ?? "none") {
            throw Problem.tooMany("this client sends too many requests", after: seconds)
        }
        return try await next(request, context)
    }
}
