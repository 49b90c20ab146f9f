import Foundation
import LicenseRegistry
import LicenseVerifier
import Logging
import ServiceLifecycle
import Synchronization

/// Delivers events: shares them out to endpoints as messages, and makes the attempts.
///
/// All that must last stands in the registry: a message that was taken and not reported, because
/// this node died, is due again when its claim ends, for any node. An endpoint that is slow or
/// failing takes up its own room and nobody else's.
final class WebhookDispatcher: Service {
    fileprivate struct State {
        /// How many messages each endpoint has under way.
        var underWay: [WebhookEndpointID: Int] = [:]
        /// What is to be written down.
        var reports: [AttemptReport] = []
        /// Endpoints that asked for mercy, and until when they get one message at a time.
        var slow: [WebhookEndpointID: PreciseTime] = [:]
    }

    private static let eventsAtOnce = 256
    private static let mercy = Duration.seconds(60)

    private let registry: Registry
    private let policy: WebhookPolicy
    private let schedule: DeliverySchedule
    private let transport: WebhookTransport
    private let clock: ServiceClock
    private let pool: BlockingPool
    private let logger: Logger
    private let metrics: Metrics
    /// Names this node in its claims.
    private let node = UUID().uuidString
    private let state = Mutex(State())
    private let (wakeups, wakeup) = AsyncStream<Void>.makeStream(
        bufferingPolicy: .bufferingNewest(1))

    init(
        _ registry: Registry, policy: WebhookPolicy, transport: WebhookTransport,
        clock: ServiceClock,
        pool: BlockingPool, logger: Logger, metrics: Metrics
    ) {
        self.registry = registry.acting(as: "latchkeyd")
        self.policy = policy
        schedule = DeliverySchedule(delays: policy.delays)
        self.transport = transport
        self.clock = clock
        self.pool = pool
        self.logger = logger
        self.metrics = metrics
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.tick() }
                for await _ in self.wakeups {
                    await self.round(&group)
                    // Cancelled is ended, by the loop's own condition.
                    try? await Task.sleep(for: self.policy.pause)
                }
                group.cancelAll()
            }
        }
        await giveBack()
        try await transport.shutDown()
    }

    /// Writes down what was answered; the rest need not wait for the end of its claim.
    func giveBack() async {
        // If this fails, it does wait.
        _ = try? await pool.run { [self] in
            _ = try settle(state.withLock { $0.takeReports() })
            try registry.releaseDeliveries(node: node, now: clock.preciseNow())
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            wakeup.yield()
            // Cancelled is ended, by the loop's own condition.
            try? await Task.sleep(for: policy.interval)
        }
    }

    /// Works until nothing is due any more: for tests, which have no clock that runs.
    func drain() async {
        var isBusy = true
        while isBusy {
            isBusy = await withTaskGroup(of: Void.self) { group in
                let parcels = await plan()
                for parcel in parcels { group.addTask { await self.deliver(parcel) } }
                return !parcels.isEmpty
            }
        }
    }

    /// One look at what is to be done, and the beginning of it.
    private func round(_ group: inout DiscardingTaskGroup) async {
        for parcel in await plan() {
            group.addTask { [self] in
                await deliver(parcel)
                wakeup.yield()
            }
        }
    }
}

// MARK: - Planning

extension WebhookDispatcher {
    /// A message with all that an attempt needs.
    fileprivate struct Parcel: Sendable {
        let delivery: WebhookDelivery
        let endpoint: WebhookEndpoint
        let secrets: [WebhookSecretRecord]
    }

    /// Writes down what has happened, shares out what is new, and takes what is due.
    private func plan() async -> [Parcel] {
        let reports = state.withLock { $0.takeReports() }
        do {
            return try await pool.run { [self] in
                if try !settle(reports) { return [] }
                try shareOut()
                return try claim()
            }
        } catch {
            metrics.add(to: "webhook_dispatch_failures_total")
            logger.error(
                "dispatching webhooks failed", metadata: ["code": "\(Problem(error).code)"])
            return []
        }
    }

    /// Says whether the reports stand; those that do not are kept for the next time.
    private func settle(_ reports: [AttemptReport]) throws -> Bool {
        guard !reports.isEmpty else { return true }
        let givenUp: [WebhookEndpointID]
        do {
            givenUp = try registry.settle(
                reports, node: node, patience: policy.patience, now: clock.now())
        } catch {
            state.withLock { $0.reports.insert(contentsOf: reports, at: 0) }
            throw error
        }
        state.withLock { state in
            for report in reports { state.underWay[report.endpoint, default: 1] -= 1 }
            state.underWay = state.underWay.filter { $0.value > 0 }
        }
        for report in reports { metrics.add(to: report.fate.counter) }
        for endpoint in givenUp {
            metrics.add(to: "webhook_endpoints_given_up_total")
            logger.warning("webhook endpoint given up", metadata: ["endpoint": "\(endpoint)"])
        }
        return true
    }

    private func shareOut() throws {
        while true {
            let events = try registry.newEvents(limit: Self.eventsAtOnce)
            guard !events.isEmpty else { return }
            let endpoints = Dictionary(
                grouping: try registry.webhookEndpoints().filter { $0.rest == nil },
                by: \.organization)
            let shared = try events.map { event in
                try messages(of: event, for: endpoints[event.organization] ?? [])
            }
            try registry.shareOut(shared, now: clock.preciseNow())
            metrics.add(events.count, to: "webhook_events_total")
            if events.count < Self.eventsAtOnce { return }
        }
    }

    private func messages(
        of event: RecordedEvent, for endpoints: [WebhookEndpoint]
    ) throws -> SharedEvent {
        var deliveries: [NewDelivery] = []
        // What happened before an endpoint was there is not its matter.
        for endpoint in endpoints where endpoint.createdAt <= event.event.occurredAt {
            guard
                let body = try WebhookBody.bytes(
                    of: event.event, organization: event.organization, for: endpoint.terms,
                    in: registry, now: clock.now())
            else { continue }
            deliveries.append(
                NewDelivery(id: .random(), endpoint: endpoint.id, body: body))
        }
        return SharedEvent(
            event, messageID: WebhookSignature.randomID(),
            deliveries: deliveries)
    }

    private func claim() throws -> [Parcel] {
        let now = clock.preciseNow()
        let waiting = try registry.endpointsWithDueDeliveries(at: now)
        let room = state.withLock { state in state.room(for: waiting, policy, now) }
        guard !room.isEmpty else { return [] }
        // An attempt ends within its timeout, and is then written down.
        let claimed = try registry.claimDeliveries(
            room, node: node, until: now + policy.timeout + .seconds(10), now: now)
        var parcels: [Parcel] = []
        for (id, deliveries) in Dictionary(grouping: claimed, by: \.endpoint) {
            guard let endpoint = try registry.webhookEndpoint(id) else { continue }
            let secrets = try registry.webhookSecrets(of: id, at: now.timestamp)
            parcels += deliveries.map {
                Parcel(delivery: $0, endpoint: endpoint, secrets: secrets)
            }
        }
        state.withLock { state in
            for parcel in parcels { state.underWay[parcel.endpoint.id, default: 0] += 1 }
        }
        return parcels
    }
}

extension WebhookDispatcher.State {
    mutating func takeReports() -> [AttemptReport] {
        defer { reports = [] }
        return reports
    }

    /// How many more messages each endpoint may get.
    mutating func room(
        for endpoints: [WebhookEndpointID], _ policy: WebhookPolicy, _ now: PreciseTime
    ) -> [(endpoint: WebhookEndpointID, count: Int)] {
        slow = slow.filter { now < $0.value }
        var free = policy.total - underWay.values.reduce(0, +)
        var room: [(endpoint: WebhookEndpointID, count: Int)] = []
        // Those with the least under way first, so that none starves when all are busy.
        for endpoint in endpoints.sorted(by: { underWay[$0] ?? 0 < underWay[$1] ?? 0 }) {
            let most = slow[endpoint] == nil ? policy.perEndpoint : 1
            let count = min(free, most - (underWay[endpoint] ?? 0))
            guard count > 0 else { continue }
            room.append((endpoint, count))
            free -= count
        }
        return room
    }
}

// MARK: - Delivering

extension WebhookDispatcher {
    private func deliver(_ parcel: Parcel) async {
        let start = clock.preciseNow()
        let watch = ContinuousClock.now
        let outcome = await attempt(parcel, at: start)
        // Told to end in the middle of it: the message goes out again, which its id tells.
        guard !Task.isCancelled else { return }
        let end = clock.preciseNow()
        let fate = schedule.fate(
            of: outcome, attempts: parcel.delivery.attempts + 1, now: end,
            chance: .random(in: 0...1))
        let attempt = WebhookAttempt(
            attemptedAt: start.timestamp, duration: ContinuousClock.now - watch,
            status: outcome.status, fault: outcome.fault?.rawValue, response: outcome.response)
        let report = AttemptReport(parcel.delivery, attempt, fate)
        state.withLock { state in
            state.reports.append(report)
            if outcome.isOverloaded { state.slow[parcel.endpoint.id] = end + Self.mercy }
        }
    }

    private func attempt(_ parcel: Parcel, at now: PreciseTime) async -> WebhookOutcome {
        let terms = parcel.endpoint.terms
        guard let url = WebhookURL(terms.url) else { return WebhookOutcome(fault: .url) }
        guard
            let signature = WebhookSignature(
                id: parcel.delivery.messageID, at: now.timestamp, body: parcel.delivery.body,
                secrets: parcel.secrets, terms.keyDerivation)
        else { return WebhookOutcome(fault: .secret) }
        return await transport.send(
            WebhookRequest(
                url: url, signature: signature, headers: terms.headers,
                body: parcel.delivery.body))
    }
}

extension DeliveryDecision {
    fileprivate var counter: String {
        switch self {
        case .delivered: "webhook_delivered_total"
        case .retried: "webhook_retried_total"
        case .failed, .gone: "webhook_failed_total"
        }
    }
}
