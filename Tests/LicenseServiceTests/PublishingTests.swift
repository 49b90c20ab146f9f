// swift-format-ignore-file: NeverForceUnwrap

import COSE
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseStore
import LicenseVerifier
import NIOCore
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `Published lists` {
    private static func list(
        _ vendor: TestVendor, _ client: any TestClientProtocol
    ) async throws -> VerifiedStatusList {
        let answer = try await client.execute(uri: "/v1/status-lists/0", method: .get)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/statuslist+cwt")
        return try StatusKeys(pinning: [vendor.keys.listKey])!.verify(
            SignedMessage(
                Array(answer.body.readableBytesView), maxPayload: Limits.maxObjectBytes))
    }

    @Test func `say what the registry says, one round after it changed`() async throws {
        try await TestVendor.with { vendor in
            let license = try vendor.license().claims
            try await vendor.application.test(.router) { client in
                await vendor.service.publisher.round()
                let first = try await Self.list(vendor, client)
                #expect(first.claims.sequence == 1)
                #expect(first.claims.uri == "https://keys.test/v1/status-lists/0")
                #expect(try first.status(of: license.statusIndex!) == .valid)
                try vendor.store.setState(
                    of: license.license, to: .revoked, reason: "", now: TestVendor.now)
                await vendor.service.publisher.round()
                let second = try await Self.list(vendor, client)
                #expect(second.claims.sequence == 2)
                #expect(try second.status(of: license.statusIndex!) == .invalid)
                // Nothing has changed, so nothing is signed.
                await vendor.service.publisher.round()
                #expect(try await Self.list(vendor, client).claims.sequence == 2)
                try vendor.store.setState(
                    of: license.license, to: .granted, reason: "", now: TestVendor.now)
                await vendor.service.publisher.round()
                let third = try await Self.list(vendor, client)
                #expect(try third.status(of: license.statusIndex!) == .valid)
            }
        }
    }

    @Test func `are kept by caches by their tags, and come in parts`() async throws {
        try await TestVendor.with { vendor in
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
        let now = Mutex(TestVendor.now)
        try await TestVendor.with { vendor in
            _ = try vendor.license()
            let clock = ServiceClock { now.withLock { $0 } }
            let service = try vendor.anotherNode(clock: clock)
            func sequence() async -> UInt64? {
                await service.publisher.round()
                return service.desk.lists[0]?.claims.sequence
            }
            #expect(await sequence() == 1)
            now.withLock { $0 = $0 + .seconds(43_199) }
            #expect(await sequence() == 1)
            now.withLock { $0 = $0 + .seconds(1) }
            #expect(await sequence() == 2)
            // A clock that is set back changes nothing.
            now.withLock { $0 = TestVendor.now }
            #expect(await sequence() == 2)
            try await service.pool.shutDown()
        }
    }

    @Test func `are signed by one node, taken over by the others, and by another when it dies`()
        async throws
    {
        let now = Mutex(TestVendor.now)
        try await TestVendor.with { vendor in
            let license = try vendor.license().claims
            let clock = ServiceClock { now.withLock { $0 } }
            let first = try vendor.anotherNode(clock: clock)
            let second = try vendor.anotherNode(clock: clock)
            await first.publisher.round()
            await second.publisher.round()
            #expect(second.desk.lists[0]?.claims.sequence == 1)
            try vendor.store.setState(
                of: license.license, to: .disabled, reason: "", now: TestVendor.now)
            await second.publisher.round()
            #expect(second.desk.lists[0]?.claims.sequence == 1)
            await first.publisher.round()
            await second.publisher.round()
            #expect(second.desk.lists[0]?.claims.sequence == 2)
            // The first is heard of no more.
            try vendor.store.setState(
                of: license.license, to: .revoked, reason: "", now: TestVendor.now)
            now.withLock { $0 = $0 + .seconds(11) }
            await second.publisher.round()
            #expect(second.desk.lists[0]?.claims.sequence == 3)
            // It comes back, finds the lease gone, and takes over what the other signed.
            await first.publisher.round()
            #expect(first.desk.lists[0]?.claims.sequence == 3)
            for service in [first, second] { try await service.pool.shutDown() }
        }
    }

    @Test func `are held back when too many licenses come back to life at once`() async throws {
        try await TestVendor.with { vendor in
            for seed in 1...12 {
                let license = try vendor.license(seed: UInt64(seed)).claims.license
                try vendor.store.setState(
                    of: license, to: .revoked, reason: "", now: TestVendor.now)
            }
            await vendor.service.publisher.round()
            #expect(vendor.service.desk.lists[0]?.claims.sequence == 1)
            // The registry is put back from a time before the revocations, and a new node starts.
            for record in try vendor.store.licenses(
                matching: LicenseFilter(organization: vendor.organization), limit: 100)
            {
                try vendor.store.setState(
                    of: record.claims.license, to: .granted, reason: "", now: TestVendor.now)
            }
            try vendor.store.endLease(
                "status-lists", holder: vendor.service.publisher.node, now: TestVendor.now)
            let other = try vendor.anotherNode(clock: vendor.clock)
            await other.publisher.round()
            #expect(
                try vendor.store.publishedStatusList(of: vendor.organization, shard: 0)?
                    .sequence == 1)
            try await other.pool.shutDown()
        }
    }
}
