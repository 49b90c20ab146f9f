import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `A form that came twice at once` {
    private static func with(
        _ driver: Driver, _ body: (TestService) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { (place: TestDatabase) in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                try await body(vendor)
                try await vendor.service.shutDown()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is done once, and each copy is led to what the first has done`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/customers/new")
                let (client, cookies) = (browser.client, browser.cookies)
                let pages = try await withThrowingTaskGroup(of: TestBrowser.Page.self) { group in
                    for _ in 0..<6 {
                        group.addTask {
                            try await TestBrowser(client, cookies: cookies).post(
                                "/admin/customers/new", on: form, ["name": "Ann Lee"],
                                follows: false)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(pages.allSatisfy { $0.status == .seeOther }, "\(pages.map(\.status))")
                #expect(Set(pages.map { $0.headers[.location] }).count == 1)
                let list = try await browser.get("/admin/customers").text
                #expect(list.matches(of: /Ann Lee/).count == 1)
            }
        }
    }
}

@Suite struct `A form that is too large` {
    @Test func `gives back what was typed beside a file of any size, in the frame of its page`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/brand")
                let photo = [UInt8](repeating: 0x2d, count: 3_000_000)
                let refused = try await browser.upload(
                    "/admin/brand", on: form, "logo", photo,
                    ["name": "ACME & Söhne", "support": "https://help.example.com"])
                #expect(refused.status == .contentTooLarge)
                #expect(refused.text.contains("ACME &amp; Söhne"))
                #expect(refused.text.contains("https://help.example.com"))
                #expect(refused.text.contains("at most 256 kB") && !refused.text.contains("bytes"))
                #expect(refused.text.contains("“Logo”"))
                #expect(!refused.text.contains("Nothing of it is lost"))
                #expect(refused.text.contains("href=\"/admin/brand\">Back to the form</a>"))
                #expect(refused.text.contains("<nav aria-label=\"Main\">"))
            }
        }
    }

    @Test(arguments: [1, 7, 64, 4096])
    func `keeps texts before and after a file, however it comes`(_ piece: Int) throws {
        let file = String(repeating: "\r\n--b", count: 500)
        let body = """
            --bound\r\nContent-Disposition: form-data; name="a"\r\n\r\nfirst\r\n\
            --bound\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\n\r\n\(file)\r\n\
            --bound\r\nContent-Disposition: form-data; name="z"\r\n\r\nlast\r\n--bound--\r\n
            """
        var kept = KeptBody(boundary: "bound", upTo: 300)
        var rest = Array(body.utf8)[...]
        while !rest.isEmpty {
            kept.take(ByteBuffer(bytes: rest.prefix(piece)).readableBytesView)
            rest = rest.dropFirst(piece)
        }
        #expect(!kept.isWhole)
        let parts = try MultipartBody(kept.bytes, boundary: "bound").parts
        #expect(parts.map(\.name) == ["a", "f", "z"])
        #expect(parts.map { String(decoding: $0.content, as: UTF8.self) } == ["first", "", "last"])
    }
}

@Suite struct `A form that is not taken` {
    @Test func `says whose page it is, leads back, and names what it cannot give back`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let path = "/admin/keys/mint"
                let benefit = "\(vendor.benefit.id)"
                let long = String(repeating: "a,b\n", count: 20_000)
                let strange = try await browser.post(
                    path, ["token": "another", "benefit": benefit, "rows": long])
                #expect(strange.status == .forbidden)
                #expect(strange.text.contains("<nav aria-label=\"Main\">"))
                #expect(strange.text.contains("– ACME Ltd</title>"))
                #expect(strange.text.contains("href=\"\(path)\">Back to the form</a>"))
                #expect(strange.text.contains("“Rows”"))
                #expect(strange.text.contains("as chosen from the list"))
                browser.forget("admin")
                let out = try await browser.post(path, ["benefit": benefit])
                #expect(out.status == .unauthorized)
                #expect(out.text.contains("/admin/sign-in?next="))
            }
        }
    }

    @Test func `has the brand and the help of the portal that it was sent to`() async throws {
        try await TestService.with { vendor in
            var brand = Brand(of: vendor.organization)
            brand.name = "ACME & Söhne"
            brand.supportURL = "https://help.example.com"
            try vendor.registry.organizations.setBrand(brand, now: vendor.now)
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withBrowser { browser in
                for path in ["/portal/check", "/portal/keys/\(id)/rotate"] {
                    let refused = try await browser.post(path, ["token": "another", "key": "K"])
                    #expect(refused.status == .forbidden || refused.status == .unauthorized)
                    #expect(refused.text.contains("– ACME &amp; Söhne</title>"), "\(path)")
                    #expect(refused.text.contains("https://help.example.com"), "\(path)")
                    #expect(refused.text.contains("<nav aria-label=\"Main\">"), "\(path)")
                }
            }
        }
    }
}
