import COSE
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `Published lists` {
    private static func list(
        _ vendor: TestService, _ client: any TestClientProtocol
    ) async throws -> VerifiedStatusList {
        let answer = try await client.execute(uri: "/v1/status-lists/0", method: .get)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/statuslist+cwt")
        return try StatusKeys(pinning: vendor.keys.listKey).verify(
            SignedMessage(
                Array(answer.body.readableBytesView), maxPayload: Limits.maxObjectBytes))
    }

    @Test func `say what the registry says, one round after it changed`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license().claims
            try await vendor.application.test(.router) { client in
                await vendor.service.publisher.round()
                let first = try await Self.list(vendor, client)
                #expect(first.claims.sequence == 1)
                #expect(first.claims.uri == "https://keys.test/v1/status-lists/0")
                #expect(try first.status(of: license.statusIndex!) == .valid)
                try vendor.registry.issuance.setState(
                    of: license.license, to: .revoked, reason: "", now: TestService.now)
                await vendor.service.publisher.round()
                let second = try await Self.list(vendor, client)
                #expect(second.claims.sequence == 2)
                #expect(try second.status(of: license.statusIndex!) == .invalid)
                // Nothing has changed, so nothing is signed.
                await vendor.service.publisher.round()
                #expect(try await Self.list(vendor, client).claims.sequence == 2)
                try vendor.registry.issuance.setState(
                    of: license.license, to: .granted, reason: "", now: TestService.now)
                await vendor.service.publisher.round()
                let third = try await Self.list(vendor, client)
                #expect(try third.status(of: license.statusIndex!) == .valid)
            }
        }
    }

    @Test func `come with what has changed since yesterday`() async throws {
        let now = Mutex(TestService.now)
        try await TestService.with { vendor in
            let clock = ServiceClock { now.withLock { $0 } }
            let (first, second) = (
                try vendor.anotherNode(clock: clock), try vendor.anotherNode(clock: clock)
            )
            let licenses = try (0..<400).map { try vendor.license(seed: UInt64($0)).claims }
            func set(_ license: LicenseClaims, _ state: LicenseState) throws {
                try vendor.registry.issuance.setState(
                    of: license.license, to: state, reason: "", now: now.withLock { $0 })
            }
            for license in licenses.dropLast(3) { try set(license, .revoked) }
            await first.publisher.round()
            let keys = StatusKeys(pinning: vendor.keys.listKey)
            func verified(_ document: StaticDocument?) throws -> SignedMessage {
                try SignedMessage(
                    Array(document!.body.readableBytesView), maxPayload: Limits.maxObjectBytes)
            }
            let held = try keys.verify(verified(first.lists[0]?.document))
            now.withLock { $0 = $0 + .seconds(100) }
            try set(licenses[398], .disabled)
            try set(licenses[0], .granted)
            try vendor.registry.issuance.setEnd(
                of: licenses[399].license, to: TestService.now, now: now.withLock { $0 })
            await first.publisher.round()
            await second.publisher.round()
            for node in [first, second] {
                let served = node.lists[0]!
                #expect(served.claims.sequence == 2)
                let delta = try keys.verifyDelta(verified(served.deltas[.day]))
                let led = try held.applying(delta)
                #expect(try led.status(of: licenses[398].statusIndex!) == .suspended)
                #expect(try led.status(of: licenses[399].statusIndex!) == .suspended)
                #expect(try led.status(of: licenses[0].statusIndex!) == .valid)
                #expect(try led.status(of: licenses[1].statusIndex!) == .invalid)
            }
            let pending = try vendor.registry.statusLists.pending(
                of: licenses[0].organization, shard: 0)
            #expect(pending.statuses.isEmpty)
            try await vendor.application.test(.router) { client in
                let nothing = try await client.execute(
                    uri: "/v1/status-lists/0.day", method: .get)
                #expect(nothing.status == .notFound)
                await vendor.service.publisher.round()
                let delta = try await client.execute(uri: "/v1/status-lists/0.day", method: .get)
                #expect(delta.status == .ok)
                #expect(delta.headers[.contentType] == "application/vnd.latchkey.delta+cwt")
                for name in ["0.year", "0.", "0.day.day", "x.day", "1.day"] {
                    let answer = try await client.execute(
                        uri: "/v1/status-lists/\(name)", method: .get)
                    #expect(answer.status == .notFound)
                }
            }
            for node in [first, second] { try await node.runtime.pool.shutDown() }
        }
    }

    @Test func `are kept by caches by their tags, and come in parts`() async throws {
        try await TestService.with { vendor in
            _ = try vendor.license()
            await vendor.service.publisher.round()
            try await vendor.application.test(.router) { client in
                func get(_ headers: HTTPFields) async throws -> TestResponse {
                    try await client.execute(
                        uri: "/v1/status-lists/0", method: .get, headers: headers)
                }
                let whole = try await get([:])
                let tag = try #require(whole.headers[.eTag])
                #expect(whole.headers[.cacheControl] == "public, max-age=86400")
                #expect(try await get([.ifNoneMatch: tag]).status == .notModified)
                #expect(try await get([.ifNoneMatch: "\"x\", W/\(tag)"]).status == .notModified)
                #expect(try await get([.ifNoneMatch: "\"x\""]).status == .ok)
                let part = try await get([.range: "bytes=2-5"])
                #expect(part.status == .partialContent)
                #expect(part.body == whole.body.getSlice(at: 2, length: 4))
                let count = whole.body.readableBytes
                #expect(part.headers[.contentRange] == "bytes 2-5/\(count)")
                #expect(try await get([.range: "bytes=\(count)-"]).status == .rangeNotSatisfiable)
                #expect(
                    try await get([.range: "bytes=0-1", .ifRange: "\"x\""]).status == .ok)
                let head = try await client.execute(uri: "/v1/status-lists/0", method: .head)
                #expect(head.status == .ok && head.body.readableBytes == 0)
            }
        }
    }

    @Test func `are signed anew before their promise ends`() async throws {
        let now = Mutex(TestService.now)
        try await TestService.with { vendor in
            _ = try vendor.license()
            let clock = ServiceClock { now.withLock { $0 } }
            let service = try vendor.anotherNode(clock: clock)
            func sequence() async -> UInt64? {
                await service.publisher.round()
                return service.lists[0]?.claims.sequence
            }
            #expect(await sequence() == 1)
            now.withLock { $0 = $0 + .seconds(43_199) }
            #expect(await sequence() == 1)
            now.withLock { $0 = $0 + .seconds(1) }
            #expect(await sequence() == 2)
            // A clock that is set back changes nothing.
            now.withLock { $0 = TestService.now }
            #expect(await sequence() == 2)
            try await service.runtime.pool.shutDown()
        }
    }

    @Test func `are signed by one node, taken over by the others, and by another when it dies`()
        async throws
    {
        let now = Mutex(TestService.now)
        try await TestService.with { vendor in
            let license = try vendor.license().claims
            let clock = ServiceClock { now.withLock { $0 } }
            let first = try vendor.anotherNode(clock: clock)
            let second = try vendor.anotherNode(clock: clock)
            await first.publisher.round()
            await second.publisher.round()
            #expect(second.lists[0]?.claims.sequence == 1)
            try vendor.registry.issuance.setState(
                of: license.license, to: .disabled, reason: "", now: TestService.now)
            await second.publisher.round()
            #expect(second.lists[0]?.claims.sequence == 1)
            await first.publisher.round()
            await second.publisher.round()
            #expect(second.lists[0]?.claims.sequence == 2)
            // The first is heard of no more.
            try vendor.registry.issuance.setState(
                of: license.license, to: .revoked, reason: "", now: TestService.now)
            now.withLock { $0 = $0 + .seconds(11) }
            await second.publisher.round()
            #expect(second.lists[0]?.claims.sequence == 3)
            // It comes back, finds the lease gone, and takes over what the other signed.
            await first.publisher.round()
            #expect(first.lists[0]?.claims.sequence == 3)
            for service in [first, second] { try await service.runtime.pool.shutDown() }
        }
    }

    @Test func `are held back when too many licenses come back to life at once`() async throws {
        try await TestService.with { vendor in
            for seed in 1...12 {
                let license = try vendor.license(seed: UInt64(seed)).claims.license
                try vendor.registry.issuance.setState(
                    of: license, to: .revoked, reason: "", now: TestService.now)
            }
            await vendor.service.publisher.round()
            #expect(vendor.service.lists[0]?.claims.sequence == 1)
            // The registry is put back from a time before the revocations, and a new node starts.
            for record in try vendor.registry.licenses.all(
                matching: LicenseFilter(organization: vendor.organization), limit: 100)
            {
                try vendor.registry.issuance.setState(
                    of: record.claims.license, to: .granted, reason: "", now: TestService.now)
            }
            try vendor.registry.nodes.leases.end(
                "status-lists", holder: vendor.service.publisher.lease.holder, now: TestService.now)
            let other = try vendor.anotherNode(clock: vendor.clock)
            await other.publisher.round()
            #expect(
                try vendor.registry.statusLists.newest(of: vendor.organization, shard: 0)?
                    .sequence == 1)
            let id = StatusListID(vendor.organization, 0)
            #expect(other.lists.isHeldBack(id))
            // Somebody looks at it, and finds it right.
            let shown = try runProcess(
                ServedProcess.program, ["lists", "show", "--home", vendor.directory])
            #expect(String(decoding: shown.output, as: UTF8.self).contains("held back"))
            let confirm = ["lists", "confirm-shrink", "0", "--json", "--home", vendor.directory]
            let confirmed = try runProcess(ServedProcess.program, confirm)
            let report = String(decoding: confirmed.output, as: UTF8.self)
            #expect(confirmed.status == 0)
            #expect(report.contains("\"from\" : 12") && report.contains("\"to\" : 0"))
            await other.publisher.round()
            let list = try #require(other.lists[0])
            #expect(list.claims.sequence == 2 && !other.lists.isHeldBack(id))
            let records = try vendor.registry.auditLog.records(limit: 1000)
                .filter { $0.action == "status-list.confirm-shrink" }
            #expect(records.map(\.subject) == ["\(vendor.organization)/0"])
            #expect(records.map(\.detail) == ["from 12 to 0 exceptions"])
            // Once is enough, and a list that is in order needs none.
            let again = try runProcess(ServedProcess.program, confirm)
            #expect(again.status == 0)
            #expect(!String(decoding: again.output, as: UTF8.self).contains("from"))
            #expect(
                try runProcess(
                    ServedProcess.program,
                    ["lists", "confirm-shrink", "7", "--home", vendor.directory]
                ).status == 66)
            try await other.runtime.pool.shutDown()
        }
    }

    @Test func `that are confirmed are held back again when still more comes back to life`()
        async throws
    {
        try await TestService.with { vendor in
            var licenses: [LicenseID] = []
            for seed in 1...40 {
                let license = try vendor.license(seed: UInt64(seed)).claims.license
                licenses.append(license)
                try vendor.registry.issuance.setState(
                    of: license, to: .revoked, reason: "", now: TestService.now)
            }
            await vendor.service.publisher.round()
            func enable(_ count: Int) throws {
                for license in licenses.prefix(count) {
                    try vendor.registry.issuance.setState(
                        of: license, to: .granted, reason: "", now: TestService.now)
                }
                licenses.removeFirst(count)
            }
            try enable(20)
            let change = try vendor.registry.statusLists.confirmShrink(
                of: vendor.organization, shard: 0, now: TestService.now)
            #expect(change?.from == 40 && change?.to == 20)
            try enable(11)
            try vendor.registry.nodes.leases.end(
                "status-lists", holder: vendor.service.publisher.lease.holder, now: TestService.now)
            let other = try vendor.anotherNode(clock: vendor.clock)
            await other.publisher.round()
            // Meanwhile the list from before is served.
            #expect(other.lists[0]?.claims.sequence == 1)
            #expect(
                try vendor.registry.statusLists.newest(of: vendor.organization, shard: 0)?
                    .sequence == 1)
            try await other.runtime.pool.shutDown()
        }
    }
}
