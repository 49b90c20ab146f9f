import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Logging
import NIOSSL
import Synchronization

@testable import LicenseService

/// A vendor whose webhooks go to loopback, under a clock that a test moves.
struct WebhookVendor: Sendable {
    /// Bytes 1 to 32.
    static let secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="

    let vendor: TestService
    let policy: WebhookPolicy
    private let time: Time

    /// A moment that many may look at.
    final class Time: Sendable {
        private let now = Mutex(PreciseTime(TestService.now))

        var value: PreciseTime { now.withLock { $0 } }

        func advance(_ span: Duration) { now.withLock { $0 = $0 + span } }
    }

    var registry: Registry { vendor.registry }
    var now: Timestamp { time.value.timestamp }
    var preciseNow: PreciseTime { time.value }

    func advance(_ span: Duration) { time.advance(span) }

    static func with<Result: Sendable>(
        seats: ActivationLimit = .seats(3), usage: UInt64? = 1000,
        adjust: (inout WebhookPolicy) -> Void = { _ in },
        _ body: (WebhookVendor) async throws -> Result
    ) async throws -> Result {
        var policy = WebhookPolicy()
        policy.allowsLoopback = true
        adjust(&policy)
        return try await TestService.with(
            seats: seats, usage: usage, adjust: { $0.webhooks = policy }
        ) { vendor in
            try await body(WebhookVendor(vendor: vendor, policy: policy, time: Time()))
        }
    }

    /// A node's dispatcher, with resolution and trust of the test's choosing.
    func dispatcher(
        roots: [NIOSSLCertificate]? = nil,
        resolve: @escaping @Sendable (String) -> [ReceiverAddress] = NameResolution.addresses
    ) throws -> WebhookDispatcher {
        let transport = try WebhookTransport(policy, roots: roots, resolve: resolve)
        let own = registry.acting(as: "latchkeyd")
        return WebhookDispatcher(
            own.webhooks.outbox, own.webhooks, policy: policy, transport: transport,
            renderers: ServiceRouter.renderers, runtime: runtime)
    }

    /// The expiry announcer of a node.
    var expiry: ExpiryAnnouncer {
        ExpiryAnnouncer(registry.webhooks.outbox, policy: policy, runtime: runtime)
    }

    /// A node's runtime under the test's clock.
    private var runtime: ServiceRuntime {
        ServiceRuntime(
            pool: vendor.service.runtime.pool,
            clock: ServiceClock(precise: { [time] in time.value }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: vendor.service.runtime.metrics, leases: registry.nodes.leases)
    }

    @discardableResult
    func endpoint(
        port: Int, number: UInt64 = 1, path: String = "/hook", secrets: [String] = [Self.secret],
        adjust: (inout WebhookTerms) -> Void = { _ in }
    ) throws -> WebhookEndpointID {
        var generator = SplitMix64(seed: number)
        let id = WebhookEndpointID.random(using: &generator)
        var terms = WebhookTerms(url: "http://127.0.0.1:\(port)\(path)")
        adjust(&terms)
        try registry.webhooks.addEndpoint(
            id, of: vendor.organization, terms,
            secrets: secrets.map { WebhookSecretRecord(.symmetric, $0) }, now: now)
        return id
    }

    /// All deliveries of an endpoint, the oldest first.
    func deliveries(_ id: WebhookEndpointID) throws -> [WebhookDelivery] {
        try registry.webhooks.deliveries(matching: DeliveryFilter(endpoint: id), limit: 1000)
            .reversed()
    }

    /// Whether this number of deliveries were made, and all of them are written down as delivered.
    func isDone(_ id: WebhookEndpointID, _ count: Int) throws -> Bool {
        guard try registry.webhooks.outbox.newEvents(limit: 1).isEmpty,
            try registry.webhooks.outbox.endpointsWithDueDeliveries(at: preciseNow + .seconds(1000))
                .isEmpty
        else { return false }
        var filter = DeliveryFilter(endpoint: id)
        filter.state = .delivered
        return try registry.webhooks.deliveries(matching: filter, limit: count + 1).count == count
    }

    /// Mints a number of licenses and records them at once.
    func record(_ count: Int, from first: Int) throws {
        try registry.issuance.record(
            (first..<first + count).map { number in
                var generator = SplitMix64(seed: UInt64(number) + 1_000_000)
                return LicenseRecord(
                    try vendor.issuer.mint(
                        vendor.benefit.terms, for: Grant(vendor.benefit.id),
                        issuedAt: TestService.now, using: &generator))
            }, now: now)
    }
}
