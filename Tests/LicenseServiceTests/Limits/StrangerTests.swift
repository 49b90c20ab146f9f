import CBOR
import COSE
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseLedger
import LicenseRegistry
import LicenseVerifier
import NIOCore
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `A stranger` {
    @Test func `is answered no further once too much of a request was refused`() async throws {
        try await TestService.with { vendor in
            // A license is not a message of a device.
            let junk = Array(repeating: try vendor.license().message.bytes, count: 20)
            try await vendor.application.test(.router) { client in
                let answer = try await client.sync(junk.flatMap(\.self))
                let bytes = Array(answer.body.readableBytesView)
                // The last member of each answer is its status.
                func count(_ status: Int64) -> Int {
                    let member = CBORItem.integer(-4).encoded + CBORItem.integer(status).encoded
                    return bytes.indices.filter { bytes[$0...].starts(with: member) }.count
                }
                #expect(count(422) == DeviceSender.maxWorthless)
                #expect(count(429) == 20 - DeviceSender.maxWorthless)
            }
        }
    }

    @Test func `pays for each message of a request`() async throws {
        var limits = RequestLimits()
        limits.perSecond = 1
        limits.burst = 2
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            let license = try vendor.license()
            let request = try vendor.device("machine", license)
                .request(.activate, at: TestService.now).bytes
            try await vendor.application.test(.live) { client in
                let batch = try await client.sync(
                    Array(repeating: request, count: 3).flatMap { $0 })
                #expect(batch.status == .ok)
                let next = try await client.sync(request)
                #expect(next.status == .tooManyRequests)
            }
        }
    }

    @Test(arguments: ["validate", "activate", "deactivate"])
    func `guesses at Dodo's places no more often than anywhere else`(verb: String) async throws {
        var limits = RequestLimits()
        limits.missesPerSecond = 1
        limits.missesBurst = 4
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                func guess(_ number: Int) async throws -> HTTPResponse.Status {
                    let seat = verb == "deactivate" ? #""license_key_instance_id": "lki_x","# : ""
                    return try await client.execute(
                        uri: "/licenses/\(verb)", method: .post,
                        headers: [.contentType: "application/json"],
                        body: ByteBuffer(
                            string: #"{\#(seat) "license_key": "guess-\#(number)", "name": "x"}"#)
                    ).status
                }
                for number in 0..<4 {
                    let status = try await guess(number)
                    #expect(status != .tooManyRequests)
                }
                let last = try await guess(4)
                #expect(last == .tooManyRequests)
            }
        }
    }

    @Test(arguments: ["validate", "activate"])
    func `guesses no more often by guessing all at once`(verb: String) async throws {
        var limits = RequestLimits()
        limits.missesPerSecond = 1
        limits.missesBurst = 4
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) {
                    group in
                    for number in 0..<100 {
                        group.addTask {
                            try await client.execute(
                                uri: "/licenses/\(verb)", method: .post,
                                headers: [.contentType: "application/json"],
                                body: ByteBuffer(
                                    string: #"{"license_key": "guess-\#(number)", "name": "x"}"#)
                            ).status
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.count { $0 != .tooManyRequests } == 4)
            }
        }
    }

    @Test(arguments: [" ", "\u{200B}", "\n"])
    func `guesses no more often by padding what it guesses`(padding: String) async throws {
        var limits = RequestLimits()
        limits.missesPerSecond = 1
        limits.missesBurst = 4
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                var statuses: [HTTPResponse.Status] = []
                while statuses.count < 5 {
                    let key = "guess-\(statuses.count)" + String(repeating: padding, count: 250)
                    let wire = try JSONEncoder().encode(["license_key": key])
                    let answer = try await client.execute(
                        uri: "/licenses/validate", method: .post,
                        headers: [.contentType: "application/json"],
                        body: ByteBuffer(bytes: wire))
                    statuses.append(answer.status)
                }
                #expect(statuses.prefix(4).allSatisfy { $0 == .ok })
                #expect(statuses.last == .tooManyRequests)
            }
        }
    }

    @Test func `pays for each kilobyte of a text in which a message is looked for`() async throws {
        var limits = RequestLimits()
        limits.perSecond = 1
        limits.burst = 5
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                func send(_ count: Int) async throws -> HTTPResponse.Status {
                    try await client.execute(
                        uri: "/v1/sync", method: .post, headers: [.contentType: "text/plain"],
                        body: ByteBuffer(string: String(repeating: "LK1:AAAA\n", count: count))
                    ).status
                }
                let first = try await send(5000)
                let next = try await send(1)
                #expect(first == .badRequest)
                #expect(next == .tooManyRequests)
            }
        }
    }

    @Test func `is refused a text that no device's message needs`() async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.live) { client in
                let answer = try await client.execute(
                    uri: "/v1/sync", method: .post, headers: [.contentType: "text/plain"],
                    body: ByteBuffer(string: String(repeating: "A", count: 65_537)))
                #expect(answer.status == .contentTooLarge)
            }
        }
    }

    @Test func `writes nothing with an idempotency key`() async throws {
        try await DodoShop.with { shop in
            for verb in ["activate", "deactivate"] {
                let answer = try await shop.app(
                    verb,
                    #"{"license_key": "junk", "name": "x", "license_key_instance_id": "lki_x"}"#,
                    headers: [.idempotencyKey: "k"])
                #expect(answer.status.kind == .clientError)
            }
            let nobody = TestCaller(client: shop.merchant.client, token: "x")
            _ = try await nobody.call(
                .post, "/v1/customers/", #"{"email": "a@example.com"}"#,
                headers: [.idempotencyKey: "k"])
            let kept = try shop.vendor.keptAnswers()
            #expect(kept == 0)
        }
    }
}

extension TestService {
    /// How many answers are kept.
    fileprivate func keptAnswers() throws -> Int64? {
        let file = try SQLiteDatabase(path: directory + "/registry.sqlite")
        return try file.read { (reader) throws(SQLError) in
            try reader.row("SELECT count(*) AS n FROM kept_answer") { (row) throws(SQLError) in
                try row.integer("n")
            }
        }
    }
}
