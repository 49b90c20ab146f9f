import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Synchronization
import Testing

@testable import LicenseRegistry

extension SampleRegistry {
    static let precise = PreciseTime(SampleRegistry.now)

    /// Licenses, and a message to the endpoint for each.
    func shareOut(_ count: Int) throws {
        try registry.issuance.record(
            try (0..<count).map { LicenseRecord(try mint(seed: UInt64($0) + 500)) },
            now: Self.now)
        var generator = SplitMix64(seed: 77)
        let events = try registry.webhooks.outbox.newEvents(limit: count)
        try registry.webhooks.outbox.fanOut(
            events.map { event in
                EventFanOut(
                    event, messageID: "msg_\(event.number)",
                    deliveries: [
                        NewDelivery(
                            id: .random(using: &generator), endpoint: Self.endpointID,
                            body: Array("\(event.number)".utf8))
                    ])
            }, now: Self.precise)
    }

    func claim(
        _ count: Int, node: String = "one", at now: PreciseTime = SampleRegistry.precise
    ) throws -> [WebhookDelivery] {
        try registry.webhooks.outbox.claim(
            [(Self.endpointID, count)], node: node, until: now + .seconds(30), now: now)
    }

    func settle(
        _ deliveries: [WebhookDelivery], _ fate: DeliveryDecision, node: String = "one",
        at now: Timestamp = SampleRegistry.now
    ) throws {
        let attempt = WebhookAttempt(
            attemptedAt: now, duration: .milliseconds(12), status: 500, fault: nil,
            response: [0, 0xff])
        try registry.webhooks.outbox.settle(
            deliveries.map { AttemptReport($0, attempt, fate) }, node: node,
            givingUpAfter: .seconds(5 * 86_400), now: now)
    }
}

@Suite struct `Messages in the outbox` {
    @Test(arguments: Driver.available)
    func `are claimed by one node each, however many ask at once`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            try sample.shareOut(60)
            let stores = try (0..<3).map { _ in try sample.reopened(connections: 2) }
            let claimed = Mutex<[DeliveryID]>([])
            let results = concurrently(6) { number in
                for _ in 0..<5 {
                    let mine = try stores[number % 3].webhooks.outbox.claim(
                        [(SampleRegistry.endpointID, 4)], node: "node \(number)",
                        until: SampleRegistry.precise + .seconds(30), now: SampleRegistry.precise)
                    claimed.withLock { $0 += mine.map(\.id) }
                }
            }
            for result in results { try result.get() }
            let all = claimed.withLock { $0 }
            #expect(all.count == 60)
            #expect(Set(all).count == 60)
        }
    }

    @Test(arguments: Driver.available)
    func `are due again when a claim ends, and given back by a node that ends`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            try sample.shareOut(2)
            #expect(try sample.claim(1).count == 1)
            #expect(try sample.claim(5, node: "two").count == 1)
            #expect(try sample.claim(5).isEmpty)
            let end = SampleRegistry.precise + .seconds(30)
            #expect(
                try sample.registry.webhooks.outbox.endpointsWithDueDeliveries(at: end).count == 1)
            #expect(try sample.claim(5, node: "two", at: end).count == 2)
            // What the first says comes too late: only a success counts.
            let late = try sample.registry.webhooks.deliveries(
                matching: DeliveryFilter(endpoint: SampleRegistry.endpointID), limit: 10)
            try sample.settle([late[0]], .failed)
            #expect(try sample.registry.webhooks.delivery(late[0].id)?.state == .pending)
            try sample.settle([late[0]], .delivered)
            #expect(try sample.registry.webhooks.delivery(late[0].id)?.state == .delivered)
            try sample.registry.webhooks.outbox.release(node: "two", now: end)
            #expect(try sample.claim(5, at: end).map(\.id) == [late[1].id])
        }
    }

    @Test(arguments: Driver.available)
    func `come of an event once, whichever node shares it out`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            let event = try #require(try sample.registry.webhooks.outbox.newEvents(limit: 1).first)
            var generator = SplitMix64(seed: 5)
            for number in 1...2 {
                try sample.registry.webhooks.outbox.fanOut(
                    [
                        EventFanOut(
                            event, messageID: "msg_\(number)",
                            deliveries: [
                                NewDelivery(
                                    id: .random(using: &generator),
                                    endpoint: SampleRegistry.endpointID, body: [UInt8(number)])
                            ])
                    ], now: SampleRegistry.precise)
            }
            let all = try sample.registry.webhooks.deliveries(
                matching: DeliveryFilter(endpoint: SampleRegistry.endpointID), limit: 10)
            #expect(all.map(\.messageID) == ["msg_1"])
            #expect(all.map(\.body) == [[1]])
        }
    }

    @Test(arguments: Driver.available)
    func `are listed by what is asked for, replayed, and forgotten in time`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            try sample.shareOut(5)
            let claimed = try sample.claim(5)
            try sample.settle(Array(claimed[0..<2]), .delivered)
            try sample.settle(Array(claimed[2..<4]), .failed)
            try sample.settle([claimed[4]], .retried(at: SampleRegistry.precise + .seconds(5)))
            var filter = DeliveryFilter(endpoint: SampleRegistry.endpointID)
            func listed() throws -> Int {
                try sample.registry.webhooks.deliveries(matching: filter, limit: 10).count
            }
            #expect(try listed() == 5)
            filter.state = .failed
            #expect(try listed() == 2)
            filter.type = "license_key.revoked"
            #expect(try listed() == 0)
            filter.type = "license_key.created"
            filter.license = claimed[2].license
            #expect(try listed() == 1)
            filter.license = nil
            filter.from = SampleRegistry.now + .seconds(1)
            #expect(try listed() == 0)
            filter.from = SampleRegistry.now
            filter.until = SampleRegistry.now + .seconds(1)
            #expect(try listed() == 2)
            let page = try sample.registry.webhooks.deliveries(
                matching: DeliveryFilter(endpoint: SampleRegistry.endpointID), limit: 2)
            let rest = try sample.registry.webhooks.deliveries(
                matching: DeliveryFilter(endpoint: SampleRegistry.endpointID), before: page[1].id,
                limit: 10)
            #expect((page + rest).map(\.id) == claimed.reversed().map(\.id))
            #expect(
                try sample.registry.webhooks.replay(matching: filter, now: SampleRegistry.precise)
                    == 2)
            let again = try sample.claim(5)
            #expect(Set(again.map(\.id)) == Set(claimed[2..<4].map(\.id)))
            #expect(
                again.allSatisfy {
                    $0.attempts == 0 && $0.body == Array($0.messageID.utf8.dropFirst(4))
                })
            #expect(
                try sample.registry.webhooks.attempts(of: claimed[2].id, limit: 9).map(\.response)
                    == [
                        [0, 0xff]
                    ])
            let later = SampleRegistry.now + .seconds(90 * 86_400)
            try sample.settle(again, .failed, at: later)
            // Two were settled long ago, three are young or under way; so are their events.
            #expect(
                try sample.registry.webhooks.outbox.forget(before: later, limit: 100, now: later)
                    == 4)
            #expect(
                try sample.registry.webhooks.outbox.forget(
                    before: SampleRegistry.now, limit: 100, now: SampleRegistry.now) == 0)
            filter = DeliveryFilter(endpoint: SampleRegistry.endpointID)
            #expect(try listed() == 3)
            try sample.registry.maintenance.check()
        }
    }

    @Test(arguments: Driver.available)
    func `are kept from an endpoint that is switched off`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            try sample.shareOut(2)
            let endpoint = try #require(
                try sample.registry.webhooks.endpoint(SampleRegistry.endpointID))
            try sample.registry.webhooks.replaceTerms(
                of: endpoint.id, by: endpoint.terms, pause: .byOwner, now: SampleRegistry.now)
            #expect(try sample.claim(5).isEmpty)
            #expect(try sample.registry.webhooks.endpoint(endpoint.id)?.pause == .byOwner)
            try sample.registry.webhooks.replaceTerms(
                of: endpoint.id, by: endpoint.terms, pause: nil, now: SampleRegistry.now)
            #expect(try sample.registry.webhooks.endpoint(endpoint.id)?.pause == nil)
            let filter = DeliveryFilter(endpoint: endpoint.id)
            #expect(
                try sample.registry.webhooks.replay(matching: filter, now: SampleRegistry.precise)
                    == 2)
            #expect(try sample.claim(5).count == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `go with their endpoint when it is removed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            try sample.shareOut(2)
            try sample.registry.webhooks.deleteEndpoint(
                SampleRegistry.endpointID, now: SampleRegistry.now)
            #expect(try sample.registry.webhooks.endpoint(SampleRegistry.endpointID) == nil)
            #expect(
                try sample.registry.webhooks.secrets(
                    of: SampleRegistry.endpointID, at: SampleRegistry.now
                ).isEmpty
            )
            #expect(try sample.claim(5).isEmpty)
            #expect(throws: RegistryError.missing(kind: .webhookEndpoint)) {
                try sample.registry.webhooks.deleteEndpoint(
                    SampleRegistry.endpointID, now: SampleRegistry.now)
            }
            let later = SampleRegistry.now + .seconds(1)
            #expect(
                try sample.registry.webhooks.outbox.forget(before: later, limit: 100, now: later)
                    == 4)
            try sample.addEndpoint()
        }
    }
}

@Suite struct `The secrets of an endpoint` {
    @Test(arguments: Driver.available)
    func `are two of each scheme at most, the newest first`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            func rotate(_ scheme: WebhookScheme, _ text: String, _ overlap: Duration) throws {
                try sample.registry.webhooks.rotateSecret(
                    of: SampleRegistry.endpointID, to: WebhookSecretRecord(scheme, text),
                    overlap: overlap, now: SampleRegistry.now)
            }
            func texts(after span: Duration = .zero) throws -> [String] {
                try sample.registry.webhooks.secrets(
                    of: SampleRegistry.endpointID, at: SampleRegistry.now + span
                ).map(\.text)
            }
            try rotate(.symmetric, "second", .seconds(10))
            try rotate(.asymmetric, "pair", .seconds(10))
            #expect(try texts() == ["second", "whsec_old", "pair"])
            try rotate(.symmetric, "third", .seconds(20))
            #expect(try texts() == ["third", "second", "pair"])
            #expect(try texts(after: .seconds(19)) == ["third", "second", "pair"])
            #expect(try texts(after: .seconds(20)) == ["third", "pair"])
            try rotate(.symmetric, "fourth", .zero)
            #expect(try texts() == ["fourth", "pair"])
        }
    }
}

@Suite struct `A snapshot` {
    @Test func `is read as it was written, whatever it holds`() throws {
        let time = SampleRegistry.now
        var snapshot = EventSnapshot()
        #expect(EventSnapshot(encoded: snapshot.encoded) == snapshot)
        snapshot.changed = ChangedMember.allCases
        snapshot.revocationReason = ""
        snapshot.activation = EventSnapshot.ActivationSnapshot(
            id: ActivationID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!, label: "Ä\u{0}",
            activated: ExactTime(microseconds: 1_700_000_000_000_007))
        snapshot.usage = EventSnapshot.UsageSnapshot(
            counter: "x", used: 1, limit: 2, periodStart: time, periodEnd: time + .seconds(1))
        #expect(EventSnapshot(encoded: snapshot.encoded) == snapshot)
        let bytes = snapshot.encoded
        for count in 0..<bytes.count {
            #expect(EventSnapshot(encoded: Array(bytes.prefix(count))) == nil)
        }
    }
}
