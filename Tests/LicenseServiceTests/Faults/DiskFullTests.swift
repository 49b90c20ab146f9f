import COSE
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `A full disk` {
    /// A registry whose file is not to grow, and can be let grow again.
    private struct Disk {
        let database: SQLiteDatabase

        func fill() throws {
            var pages: Int64 = 0
            try database.read { (reader) throws(SQLError) in
                try reader.forEachRow("PRAGMA page_count", []) { (row) throws(SQLError) in
                    pages = try row.integer("page_count")
                }
            }
            try setMaxPages(pages)
        }

        func makeRoom() throws { try setMaxPages(1_000_000) }

        private func setMaxPages(_ count: Int64) throws {
            try database.write { (writer) throws(SQLError) in
                try writer.forEachRow("PRAGMA max_page_count = \(count)", []) { _ in }
            }
        }
    }

    @Test func `is told callers and devices as long as it lasts, and loses nothing`() async throws {
        try await withTemporaryDirectory { directory in
            let disk = Disk(database: try SQLiteDatabase(path: directory + "/registry.sqlite"))
            let vendor = try TestService(directory, database: disk.database)
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let token = try vendor.token()
            try await vendor.application.test(.live) { client in
                let caller = TestCaller(client: client, token: token)
                let request = try ledger.request(.activate, at: vendor.now)
                try ledger.take(await client.sync(request.bytes))
                try await ledger.consume(40, at: vendor.now)
                try disk.fill()
                let (done, refused) = try await Self.changeUntilRefused(caller, license)
                Self.expectFull(refused)
                // Reading still works, and devices are told too.
                let place = "/manage/v1/license-keys/\(license.claims.license)"
                #expect(try await caller.call(.get, place).status == .ok)
                let report = try await Self.reportUntilRefused(ledger, vendor, client)
                #expect(try await client.sync(report.bytes).status == .serviceUnavailable)
                let used = ledger.summary(at: vendor.now).usage
                try disk.makeRoom()
                try ledger.take(await client.sync(report.bytes))
                #expect(try vendor.registry.activations.usage(of: license.claims.license) == used)
                #expect(try await Self.change(caller, license, "after").status == .created)
                let reasons = try vendor.registry.auditLog.records(limit: 10_000)
                    .filter { $0.action == "token.add" }.map(\.detail)
                    .filter { $0.hasSuffix("x") || $0 == "after" }
                #expect(reasons.sorted() == (done + ["after"]).sorted())
            }
            try vendor.registry.maintenance.check()
            try await vendor.service.validations.shutDown()
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    private static let prlimit = "/usr/bin/prlimit"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: prlimit), "needs prlimit"))
    func `or a limit on the size of files does not end a node, which works again afterwards`()
        async throws
    {
        try await TestService.with { vendor in
            let home = ServiceHome(HomeLayout(path: vendor.directory), passphraseFile: nil)
            let made = try home.initialize(
                organization: nil, database: .sqlite(path: vendor.directory + "/registry.sqlite"),
                makesNewKeys: true, now: vendor.now)
            let node = try ServedProcess(home: vendor.directory)
            let caller = NodeCaller(token: try #require(made.token?.text))
            func limit(_ bytes: String) throws {
                let result = try runProcess(
                    Self.prlimit, ["--pid", "\(node.identifier)", "--fsize=\(bytes):"])
                #expect(result.status == 0)
            }
            var done: [Int] = []
            #expect(await caller.addToken("0", at: node.port)?.status == 201)
            // No file may grow beyond what the registry's has.
            let file = try FileManager.default.attributesOfItem(
                atPath: vendor.directory + "/registry.sqlite")
            try limit("\(try #require(file[.size] as? Int))")
            var refused: NodeCaller.Answer?
            for number in 1..<2000 where refused == nil {
                let answer = try #require(
                    await caller.addToken("\(number)", at: node.port))
                if answer.status == 201 { done.append(number) } else { refused = answer }
            }
            #expect(refused?.status == 503)
            #expect(refused?.problem == "store.input-output")
            #expect(refused?.type == "application/problem+json")
            #expect(await caller.call(node.port, "GET", "/health")?.status == 200)
            try limit("unlimited")
            #expect(await caller.addToken("2000", at: node.port)?.status == 201)
            #expect(node.end() == 0)
            let found = try vendor.registry.auditLog.records(limit: 10_000)
                .filter { $0.action == "token.add" }.compactMap { Int($0.detail) }
            #expect(found == [0] + done + [2000])
            try vendor.registry.maintenance.check()
        }
    }

    private static func expectFull(_ answer: TestCaller.Answer) {
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.headers[.retryAfter] == "5")
        #expect(answer["type"] == "urn:latchkey:problem:store.disk-full")
        #expect(answer["detail"] == "the disk is full")
        #expect(answer["next_step"]?.isEmpty == false)
    }

    private static func change(
        _ caller: TestCaller, _ license: VerifiedLicense, _ reason: String
    ) async throws -> TestCaller.Answer {
        try await caller.call(
            .post, "/manage/v1/tokens",
            #"{"name": "\#(reason)", "scopes": ["audit:read"]}"#)
    }

    /// Says which changes were made before the one that was refused.
    private static func changeUntilRefused(
        _ caller: TestCaller, _ license: VerifiedLicense
    ) async throws -> (done: [String], TestCaller.Answer) {
        var done: [String] = []
        while done.count < 1000 {
            let reason = "\(done.count) \(String(repeating: "x", count: 50))"
            let answer = try await change(caller, license, reason)
            guard answer.status == .created else { return (done, answer) }
            done.append(reason)
        }
        Issue.record("the disk does not fill")
        throw CancellationError()
    }

    /// The pages that are there may have room for a few reports more.
    private static func reportUntilRefused(
        _ ledger: Ledger, _ vendor: TestService, _ client: any TestClientProtocol
    ) async throws -> SignedMessage {
        for _ in 0..<100 {
            try await ledger.consume(at: vendor.now)
            let report = try ledger.pendingReport(at: vendor.now)
            let answer = try await client.sync(report.bytes)
            guard answer.status == .ok else { return report }
            try ledger.take(answer)
        }
        Issue.record("the disk does not fill")
        throw CancellationError()
    }
}
