import Foundation
import LicenseRegistry
import LicenseVerifier
import Logging
import ServiceLifecycle
import Synchronization

/// Delivers events: fans them out to endpoints as messages, and makes the attempts.
///
/// All that must last is in the registry: a message that was claimed and not reported, because this
/// node died, is due again when its claim ends, for any node. An endpoint that is slow or failing
/// takes up its own room and no other's.
final class WebhookDispatcher: Service {
    private static let eventsAtOnce = 256
    private static let eventsWhileBusy = 64
    private static let slowdown = Duration.seconds(60)

    private let outbox: Outbox
    private let webhooks: Webhooks
    private let policy: WebhookPolicy
    private let schedule: DeliverySchedule
    private let transport: WebhookTransport
    private let renderers: WebhookRenderers
    private let runtime: ServiceRuntime
    /// Names this node in its claims.
    private let node = UUID().uuidString
    private let state = Mutex(DispatchState())
    private let (wakeups, wakeup) = AsyncStream<Void>.makeStream(
        bufferingPolicy: .bufferingNewest(1))

    init(
        _ outbox: Outbox, _ webhooks: Webhooks, policy: WebhookPolicy,
        transport: WebhookTransport, renderers: WebhookRenderers, runtime: ServiceRuntime
    ) {
        self.outbox = outbox
        self.webhooks = webhooks
        self.policy = policy
        schedule = DeliverySchedule(delays: policy.delays)
        self.transport = transport
        self.renderers = renderers
        self.runtime = runtime
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.tick() }
                for await _ in self.wakeups {
                    await self.round(&group)
                    // A cancelled sleep ends the loop, by its condition.
                    try? await Task.sleep(
                        for: self.isSteppingBack ? self.policy.whileBusy.pause : self.policy.pause)
                }
                group.cancelAll()
            }
        }
        await release()
        try await transport.shutDown()
    }

    /// Records what was answered, and releases the other claims before they end.
    func release() async {
        // If this fails, they end by themselves.
        _ = try? await runtime.pool.run { [self] in
            _ = try settle(state.withLock { $0.takeReports() })
            try outbox.release(node: node, now: runtime.clock.preciseNow())
        }
    }

    /// Whether many requests wait: messages can, and share the processors and the registry's lock.
    private var isSteppingBack: Bool { runtime.load.isHigh }

    private func tick() async {
        while !Task.isCancelled {
            wakeup.yield()
            // A cancelled sleep ends the loop, by its condition.
            try? await Task.sleep(for: policy.interval)
        }
    }

    /// Works until nothing is due any more: for tests, which have no clock that runs.
    func drain() async {
        var isBusy = true
        while isBusy {
            isBusy = await withTaskGroup(of: Void.self) { group in
                let claimed = await plan()
                for delivery in claimed { group.addTask { await self.deliver(delivery) } }
                return !claimed.isEmpty
            }
        }
    }

    /// Starts what is due.
    private func round(_ group: inout DiscardingTaskGroup) async {
        for delivery in await plan() {
            group.addTask { [self] in
                await deliver(delivery)
                wakeup.yield()
            }
        }
    }
}

// MARK: - Planning

extension WebhookDispatcher {
    /// A message with all that an attempt needs.
    fileprivate struct ClaimedDelivery: Sendable {
        let delivery: WebhookDelivery
        let endpoint: WebhookEndpoint
        let secrets: [WebhookSecretRecord]
    }

    /// Records what has happened, fans out what is new, and claims what is due.
    private func plan() async -> [ClaimedDelivery] {
        // What is signed for endpoints has a date.
        guard !runtime.clock.isInDoubt else { return [] }
        let reports = state.withLock { $0.takeReports() }
        do {
            return try await runtime.pool.run { [self] in
                if try !settle(reports) { return [] }
                try fanOut()
                return try claim()
            }
        } catch {
            runtime.metrics.add(to: .dispatchFailures)
            runtime.logger.error(
                "dispatching webhooks failed", metadata: ["code": "\(Problem(error).code)"])
            return []
        }
    }

    /// Records attempts; those that cannot be recorded are kept for the next time.
    private func settle(_ reports: [AttemptReport]) throws -> Bool {
        guard !reports.isEmpty else { return true }
        let givenUp: [WebhookEndpointID]
        do {
            givenUp = try outbox.settle(
                reports, node: node, givingUpAfter: policy.giveUpAfter, now: runtime.clock.now())
        } catch {
            state.withLock { $0.reports.insert(contentsOf: reports, at: 0) }
            throw error
        }
        state.withLock { state in
            for report in reports { state.underWay[report.endpoint, default: 1] -= 1 }
            state.underWay = state.underWay.filter { $0.value > 0 }
        }
        for report in reports { runtime.metrics.add(to: report.decision.metric) }
        for endpoint in givenUp {
            runtime.metrics.add(to: .endpointsGivenUp)
            runtime.logger.warning(
                "webhook endpoint given up", metadata: ["endpoint": "\(endpoint)"])
        }
        return true
    }

    private func fanOut() throws {
        while true {
            let limit = isSteppingBack ? Self.eventsWhileBusy : Self.eventsAtOnce
            let events = try outbox.newEvents(limit: limit)
            guard !events.isEmpty else { return }
            let endpoints = Dictionary(
                grouping: try webhooks.endpoints().filter { $0.pause == nil },
                by: \.organization)
            let fannedOut = events.map { event in
                messages(of: event, for: endpoints[event.organization] ?? [])
            }
            try outbox.fanOut(fannedOut, now: runtime.clock.preciseNow())
            runtime.metrics.add(events.count, to: .events)
            if events.count < limit || isSteppingBack { return }
        }
    }

    private func messages(
        of event: RecordedEvent, for endpoints: [WebhookEndpoint]
    ) -> EventFanOut {
        var deliveries: [NewDelivery] = []
        // An endpoint is not told of what happened before it existed.
        for endpoint in endpoints where endpoint.createdAt <= event.event.occurredAt {
            guard
                let body = renderers.body(
                    of: event.event, organization: event.organization, for: endpoint.terms)
            else { continue }
            deliveries.append(
                NewDelivery(id: .random(), endpoint: endpoint.id, body: body))
        }
        return EventFanOut(
            event, messageID: WebhookSignature.randomID(),
            deliveries: deliveries)
    }

    private func claim() throws -> [ClaimedDelivery] {
        let now = runtime.clock.preciseNow()
        let waiting = try outbox.endpointsWithDueDeliveries(at: now)
        var policy = policy
        if isSteppingBack { policy.perEndpoint = policy.whileBusy.perEndpoint }
        let room = state.withLock { [policy] state in state.room(for: waiting, policy, now) }
        guard !room.isEmpty else { return [] }
        // An attempt ends within its timeout, and is then recorded.
        let claimed = try outbox.claim(
            room, node: node, until: now + policy.timeout + .seconds(10), now: now)
        var ready: [ClaimedDelivery] = []
        for (id, deliveries) in Dictionary(grouping: claimed, by: \.endpoint) {
            guard let endpoint = try webhooks.endpoint(id) else { continue }
            let secrets = try webhooks.secrets(of: id, at: now.timestamp)
            ready += deliveries.map {
                ClaimedDelivery(delivery: $0, endpoint: endpoint, secrets: secrets)
            }
        }
        state.withLock { state in
            for delivery in ready { state.underWay[delivery.endpoint.id, default: 0] += 1 }
        }
        return ready
    }
}

// MARK: - Delivering

extension WebhookDispatcher {
    private func deliver(_ claimed: ClaimedDelivery) async {
        let start = runtime.clock.preciseNow()
        let watch = ContinuousClock.now
        let outcome = await attempt(claimed, at: start)
        // Told to end in the middle of it: the message is sent again, under the same id.
        guard !Task.isCancelled else { return }
        let end = runtime.clock.preciseNow()
        let decision = schedule.decision(
            after: outcome, attempts: claimed.delivery.attempts + 1, now: end,
            chance: .random(in: 0...1))
        let attempt = WebhookAttempt(
            attemptedAt: start.timestamp, duration: ContinuousClock.now - watch,
            status: outcome.status, fault: outcome.fault?.rawValue, response: outcome.response)
        let report = AttemptReport(claimed.delivery, attempt, decision)
        state.withLock { state in
            state.reports.append(report)
            if outcome.isOverloaded { state.slow[claimed.endpoint.id] = end + Self.slowdown }
        }
    }

    private func attempt(
        _ claimed: ClaimedDelivery, at now: PreciseTime
    ) async -> WebhookOutcome {
        let terms = claimed.endpoint.terms
        guard let url = WebhookURL(terms.url) else { return WebhookOutcome(fault: .url) }
        guard
            let signature = WebhookSignature(
                id: claimed.delivery.messageID, at: now.timestamp, body: claimed.delivery.body,
                secrets: claimed.secrets, terms.keyDerivation)
        else { return WebhookOutcome(fault: .secret) }
        return await transport.send(
            WebhookRequest(
                url: url, signature: signature, headers: terms.headers,
                body: claimed.delivery.body))
    }
}

extension DeliveryDecision {
    fileprivate var metric: Metric {
        switch self {
        case .delivered: .delivered
        case .retried: .retried
        case .failed, .gone: .failed
        }
    }
}

extension Metric {
    fileprivate static let events = Metric(
        "webhook_events_total", "Events that were shared out to webhook endpoints.")
    fileprivate static let delivered = Metric(
        "webhook_delivered_total", "Webhook messages that an endpoint accepted.")
    fileprivate static let retried = Metric(
        "webhook_retried_total", "Attempts to deliver a webhook message that will be repeated.")
    fileprivate static let failed = Metric(
        "webhook_failed_total", "Webhook messages that were given up.")
    fileprivate static let endpointsGivenUp = Metric(
        "webhook_endpoints_given_up_total", "Webhook endpoints that were given up.")
    fileprivate static let dispatchFailures = Metric(
        "webhook_dispatch_failures_total", "Rounds of sharing out webhook messages that failed.")
}
