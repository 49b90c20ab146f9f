import Synchronization

/// How much one client may do, at once and in a second.
///
/// A client is whatever the requests are counted for: a network, a license key, an organization.
final class RateLimit<Client: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    private let maxClients = 65_536

    private let perSecond: Double
    private let burst: Double
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[Client: Bucket]>([:])

    /// No limit for zero.
    init(
        perSecond: Int, burst: Int,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.perSecond = Double(perSecond)
        self.burst = Double(max(burst, 1))
        self.clock = clock
    }

    /// Takes one token; returns nil, or the seconds until there is one.
    func take(by client: Client, at now: ContinuousClock.Instant? = nil) -> Int? {
        guard perSecond > 0 else { return nil }
        let now = now ?? clock()
        return buckets.withLock { buckets in
            var bucket = filled(client, &buckets, now)
            guard bucket.tokens >= 1 else {
                buckets[client] = bucket
                return Int(((1 - bucket.tokens) / perSecond).rounded(.up))
            }
            bucket.tokens -= 1
            buckets[client] = bucket
            return nil
        }
    }

    /// Takes what something cost that was admitted already, whether that is left or not.
    func charge(_ cost: Int, to client: Client, at now: ContinuousClock.Instant? = nil) {
        guard perSecond > 0, cost > 0 else { return }
        let now = now ?? clock()
        buckets.withLock { buckets in
            var bucket = filled(client, &buckets, now)
            bucket.tokens -= Double(cost)
            buckets[client] = bucket
        }
    }

    /// Gives back what was taken for something that turned out to cost nothing.
    func giveBack(to client: Client, at now: ContinuousClock.Instant? = nil) {
        guard perSecond > 0 else { return }
        let now = now ?? clock()
        buckets.withLock { buckets in
            // A client who was forgotten meanwhile has everything.
            guard let held = buckets[client] else { return }
            let tokens = min(burst, level(of: held, now) + 1)
            buckets[client] = Bucket(tokens: tokens, filledAt: now)
        }
    }

    /// How long a client has to wait, in seconds, without taking anything; nil for not at all.
    func wait(for client: Client, at now: ContinuousClock.Instant? = nil) -> Int? {
        guard perSecond > 0 else { return nil }
        let now = now ?? clock()
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

    /// A client's bucket as of now, with room made for it where it is a new one.
    private func filled(
        _ client: Client, _ buckets: inout [Client: Bucket], _ now: ContinuousClock.Instant
    ) -> Bucket {
        guard let held = buckets[client] else {
            if buckets.count >= maxClients { forget(&buckets, now) }
            return Bucket(tokens: burst, filledAt: now)
        }
        return Bucket(tokens: level(of: held, now), filledAt: now)
    }

    private func level(of bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        min(burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * perSecond)
    }

    /// Drops full buckets, which say nothing, and the fuller half where none is full.
    ///
    /// So the memory stays bounded, and clients that fill it do not wipe out what is known of those
    /// who have used up theirs.
    private func forget(
        _ buckets: inout [Client: Bucket], _ now: ContinuousClock.Instant
    ) {
        buckets = buckets.filter { level(of: $0.value, now) < burst }
        guard buckets.count >= maxClients else { return }
        let levels = buckets.values.map { level(of: $0, now) }.sorted()
        let middle = levels[levels.count / 2]
        buckets = buckets.filter { level(of: $0.value, now) < middle }
    }
}
