import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `A batch from CSV` {
    private static let path = "/admin/keys/import"
    private static let rows = "name,email\nAnn,ann@example.com\nBob,\n"

    private static func fields(_ vendor: TestService) -> [String: String] {
        ["benefit": "\(vendor.benefit.id)", "csv": rows]
    }

    /// Orders rows and confirms them as an operator does, and returns the page of the batch.
    private static func order(
        of vendor: TestService, _ browser: TestBrowser
    ) async throws -> TestBrowser.Page {
        let asked = try await browser.post(
            path, on: try await browser.get(path), fields(vendor))
        return try await browser.post("\(asked.path)/mint", on: asked)
    }

    @Test(arguments: Driver.available)
    func `shows how far it is, is found again, and ends with a file`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            try await vendor.withOperator { browser in
                let page = try await Self.order(of: vendor, browser)
                #expect(page.text.contains("<progress id=\"progress\" max=\"2\" value=\"0\">"))
                #expect(page.headers[.refresh] == "2")
                let still = try await browser.get("\(page.path)?still=yes")
                #expect(still.headers[.refresh] == nil)
                // Left, and come back to.
                let list = try await browser.get(Self.path)
                #expect(list.text.contains(page.path) && list.text.contains("under way"))
                await vendor.service.batchMinter.round()
                let done = try await browser.get(page.path)
                #expect(done.headers[.refresh] == nil)
                #expect(done.text.contains("All keys are minted."))
                let link = try #require(done.text.firstMatch(of: /\/admin\/keys\/export[^"]*/))
                let file = try await browser.get(String(link.output.replacing("&amp;", with: "&")))
                let lines = file.text.split(separator: "\r\n")
                #expect(lines.count == 3)
                #expect(lines[1].contains(",Ann,") && lines[2].contains(",Bob,"))
                // Other keys are not in it.
                _ = try await vendor.sold(to: "Cid")
                let shown = try await browser.get("/admin/keys?batch=\(page.path.suffix(36))")
                #expect(shown.text.contains("Bob") && !shown.text.contains("Cid"))
            }
        }
    }

    @Test func `is ordered once, however often the form is sent`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get(Self.path)
                let asked = try await browser.post(Self.path, on: form, Self.fields(vendor))
                #expect(asked.text.contains("ann@example.com"))
                await vendor.service.batchMinter.round()
                #expect(try vendor.registry.licenses.counts(of: vendor.organization).isEmpty)
                let again = try await browser.post(Self.path, on: form, Self.fields(vendor))
                #expect(again.path == asked.path && again.status == .ok)
                for _ in 1...2 { try await browser.post("\(asked.path)/mint", on: asked) }
                await vendor.service.batchMinter.round()
                let orders = try vendor.registry.issuance.batches.orders(
                    of: vendor.organization, limit: 10)
                #expect(orders.map(\.mintedRows) == [2])
                // The same rows in a new form are another batch, which is said before.
                let other = try await browser.post(
                    Self.path, on: try await browser.get(Self.path), Self.fields(vendor))
                #expect(other.text.contains("The same rows were minted on <time"))
                let gone = try await browser.post("\(other.path)/give-up", on: other)
                #expect(gone.text.contains("given up"))
            }
        }
    }

    @Test func `may have ten thousand rows, on a page that is small`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                var fields = Self.fields(vendor)
                let lines = (1...10_000).map { "Customer \($0),c\($0)@example.com\n" }
                fields["csv"] = "name,email\n" + lines.joined()
                let form = try await browser.get(Self.path)
                let page = try await browser.post(Self.path, on: form, fields)
                #expect(page.text.contains("Mint 10,000 keys of pro?"))
                #expect(page.text.utf8.count < 60_000)
                // Nor is a long text with a mistake sent back, or one of too many rows.
                fields["csv"] = "name,email\n" + lines.dropLast().joined() + "Nobody,nowhere\n"
                let wrong = try await browser.post(Self.path, on: form, fields)
                #expect(wrong.status == .unprocessableContent && wrong.text.contains("10,001"))
                #expect(wrong.text.utf8.count < 60_000)
                fields["csv"] = "name,email\n" + lines.joined() + "One,one@example.com\n"
                let long = try await browser.post(Self.path, on: form, fields)
                #expect(long.status == .unprocessableContent && long.text.contains("10,000 rows"))
                #expect(long.text.utf8.count < 60_000)
            }
        }
    }

    private static let tables: [[UInt8]] = [
        Array("Name;E-Mail\r\nM\u{fc}ller;ann@example.com\r\n".utf8),
        [0xff, 0xfe]
            + "customer\temail\rM\u{fc}ller\tann@example.com\r".utf16.flatMap { unit -> [UInt8] in
                [UInt8(unit & 0xff), UInt8(unit >> 8)]
            },
    ]

    @Test(arguments: tables) func `is read as spreadsheets save it`(content: [UInt8]) async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get(Self.path)
                let page = try await browser.upload(
                    Self.path, on: form, "file", content, ["benefit": "\(vendor.benefit.id)"])
                #expect(page.status == .ok)
                #expect(page.text.contains("M\u{fc}ller") && page.text.contains("ann@example.com"))
            }
        }
    }

    @Test func `names each row that cannot be used as a spreadsheet numbers it`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get(Self.path)
                let content =
                    Array("name,email\nM".utf8) + [0xfc]
                    + Array("ller,\n,\nAnn,ann\nBob,#N/A\nCid,b@example..com\n".utf8)
                let page = try await browser.upload(
                    Self.path, on: form, "file", content, ["benefit": "\(vendor.benefit.id)"])
                #expect(page.status == .unprocessableContent)
                #expect(page.text.contains("4 mistakes in the rows. Nothing was minted."))
                #expect(page.text.contains("has characters that are not UTF-8; save the table"))
                #expect(page.text.contains("by which a spreadsheet shows an error"))
                for row in [2, 4, 5, 6] { #expect(page.text.contains(">\(row)</td>")) }
                #expect(!page.text.contains(">3</td>"))
            }
        }
    }

    @Test func `is stopped, continued, and given up`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let page = try await Self.order(of: vendor, browser)
                let stopped = try await browser.post("\(page.path)/stop", on: page)
                #expect(stopped.headers[.refresh] == nil)
                await vendor.service.batchMinter.round()
                #expect(try await browser.get(page.path).text.contains("0 of 2 minted"))
                let going = try await browser.post("\(page.path)/continue", on: stopped)
                #expect(going.headers[.refresh] == "2")
                try await browser.post("\(page.path)/stop", on: going)
                let asked = try await browser.get("\(page.path)/give-up")
                #expect(asked.text.contains("2 rows are forgotten"))
                let over = try await browser.post("\(page.path)/give-up", on: asked)
                #expect(over.text.contains("given up") && !over.text.contains("/continue"))
                await vendor.service.batchMinter.round()
                #expect(try vendor.registry.licenses.counts(of: vendor.organization).isEmpty)
            }
        }
    }

    @Test func `says which line could not be minted, and why`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let page = try await Self.order(of: vendor, browser)
                try vendor.registry.benefits.delete(vendor.benefit.id, now: vendor.now)
                await vendor.service.batchMinter.round()
                let halted = try await browser.get(page.path)
                #expect(halted.headers[.refresh] == nil)
                #expect(halted.text.contains("Line 2 could not be minted."))
                #expect(halted.text.contains("There is no such benefit"))
                // To continue would stop there again: nothing of a deleted benefit is minted.
                #expect(!halted.text.contains("/continue"))
                #expect(halted.text.contains("/give-up"))
                #expect(halted.text.contains("mint them of another benefit"))
            }
        }
    }

    @Test func `is nobody else's`() async throws {
        try await TestService.with { vendor in
            let other = Organization(id: .random(), name: "Other")
            try vendor.registry.organizations.add(other, now: vendor.now)
            let token = try vendor.token([.licensesWrite], organization: other.id)
            try await vendor.withOperator { browser in
                let page = try await Self.order(of: vendor, browser)
                let stranger = TestBrowser(browser.client)
                let form = try await stranger.get("/admin/sign-in")
                let home = try await stranger.post("/admin/sign-in", on: form, ["api-token": token])
                #expect(try await stranger.get(page.path).status == .notFound)
                let stop = try await stranger.post("\(page.path)/stop", on: home)
                #expect(stop.status == .notFound)
            }
        }
    }

    @Test func `is not offered of a benefit that was deleted`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/keys/mint")
                #expect(form.text.contains("\(vendor.benefit.id)"))
                try vendor.registry.benefits.delete(vendor.benefit.id, now: vendor.now)
                let made = try await browser.post(
                    "/admin/keys/mint", on: form, ["benefit": "\(vendor.benefit.id)"])
                #expect(made.status == .unprocessableContent)
                let typed = try await browser.post(
                    "/admin/keys/mint", on: form,
                    ["benefit": "\(vendor.benefit.id)", "name": "Ann of the long list"])
                #expect(typed.text.contains("Ann of the long list"))
                #expect(try vendor.registry.licenses.counts(of: vendor.organization).isEmpty)
                for path in ["/admin/keys/mint", Self.path, "/admin/sales/grant"] {
                    let page = try await browser.get(path)
                    #expect(!page.text.contains("\(vendor.benefit.id)"), "\(path)")
                }
            }
        }
    }

    @Test func `asks again by itself while the registry is down, and continues after that`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let database = SwitchedDatabase(
                try SQLiteDatabase(path: directory + "/registry.sqlite"))
            let vendor = try TestService(directory, database: database)
            try await vendor.withOperator { browser in
                let page = try await Self.order(of: vendor, browser)
                database.isDown.withLock { $0 = true }
                await vendor.service.batchMinter.round()
                let down = try await browser.get(page.path)
                #expect(down.status == .serviceUnavailable)
                #expect(down.headers[.refresh] == "5")
                #expect(down.text.contains("continues by itself once the service can"))
                let other = try await browser.get("/admin/keys")
                #expect(other.status == .serviceUnavailable && other.headers[.refresh] == nil)
                database.isDown.withLock { $0 = false }
                await vendor.service.batchMinter.round()
                #expect(try await browser.get(page.path).text.contains("2 of 2 minted"))
            }
            try await vendor.service.shutDown()
        }
    }
}

/// A database that can be switched off.
private final class SwitchedDatabase: Database {
    let isDown = Mutex(false)
    private let base: SQLiteDatabase

    init(_ base: SQLiteDatabase) {
        self.base = base
    }

    var dialect: SQLDialect { base.dialect }
    var writeLanes: Int { base.writeLanes }

    private func check<Failure: SQLFailure>(_: Failure.Type) throws(Failure) {
        if isDown.withLock({ $0 }) { throw Failure(.connectionLost) }
    }

    func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try check(Failure.self)
        return try base.read(body)
    }

    func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try check(Failure.self)
        return try base.write(body)
    }

    func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try check(Failure.self)
        return try base.writeConcurrently(body)
    }
}
