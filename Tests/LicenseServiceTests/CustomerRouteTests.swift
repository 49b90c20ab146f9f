import COSE
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Customers over the management interface` {
    private static let place = "/manage/v1/customers"

    private static func with(
        _ driver: Driver,
        _ body: @escaping @Sendable (TestService, TestCaller) async throws -> Void
    ) async throws {
        try await TestService.with(driver) { vendor in
            try await vendor.withCaller { caller in try await body(vendor, caller) }
        }
    }

    @Test(arguments: Driver.available)
    func `are added once, changed member by member, and found by their addresses`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { _, caller in
            let body = #"{"name": "Ann", "email": "ann@bücher.example", "external_id": "u1"}"#
            let made = try await caller.call(
                .post, Self.place, body, headers: [.idempotencyKey: "k"])
            #expect(made.status == .created)
            #expect(made["email"] == "ann@bücher.example")
            let again = try await caller.call(
                .post, Self.place, body, headers: [.idempotencyKey: "k"])
            #expect(again.bytes == made.bytes)
            let id = try #require(made["id"])
            #expect(try await caller.call(.get, "\(Self.place)/\(id)")["name"] == "Ann")
            let changed = try await caller.call(
                .patch, "\(Self.place)/\(id)",
                #"{"email": "ann@example.com", "external_id": null}"#)
            #expect(changed.status == .ok)
            #expect(changed["name"] == "Ann" && changed["email"] == "ann@example.com")
            #expect(changed["external_id"] == nil)
            let found = try await caller.call(.get, "\(Self.place)?email=ANN@example.com")
            #expect(found.items.compactMap { $0["id"] as? String } == [id])
        }
    }

    @Test(arguments: Driver.available)
    func `are refused without a name or an address, and with what another one has`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { _, caller in
            for body in [
                "{}", #"{"external_id": "u1"}"#, #"{"name": ""}"#, #"{"email": "ann"}"#,
                #"{"name": "A\u202eB"}"#, #"{"name": "Ann", "phone": "1"}"#,
            ] {
                let refused = try await caller.call(.post, Self.place, body)
                #expect(refused.status == .unprocessableContent, "\(body)")
            }
            let ann = try await caller.call(
                .post, Self.place, #"{"email": "ann@example.com", "external_id": "u1"}"#)
            let bob = try await caller.call(.post, Self.place, #"{"name": "Bob"}"#)
            #expect(ann.status == .created && bob.status == .created)
            for body in [#"{"email": "Ann@example.com"}"#, #"{"external_id": "u1", "name": "B"}"#] {
                #expect(try await caller.call(.post, Self.place, body).status == .conflict)
                let change = try await caller.call(.patch, "\(Self.place)/\(bob["id"]!)", body)
                #expect(change.status == .conflict, "\(body)")
            }
            let nameless = try await caller.call(
                .patch, "\(Self.place)/\(bob["id"]!)", #"{"name": null}"#)
            #expect(nameless.status == .unprocessableContent)
        }
    }

    @Test(arguments: Driver.available)
    func `get an address with a license that is minted, and keep the one that they have`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, caller in
            func mint(_ more: String) async throws -> TestCaller.Answer {
                try await caller.call(
                    .post, "/manage/v1/license-keys",
                    #"{"benefit_id": "\#(vendor.benefit.id)", \#(more)}"#)
            }
            let first = try await mint(#""customer_email": "ann@example.com""#)
            #expect(first.status == .created)
            let id = try #require(first["customer_id"])
            let ann = try await caller.call(.get, "\(Self.place)/\(id)")
            #expect(ann["email"] == "ann@example.com" && ann["name"] == "")
            // The same address is the same customer.
            let second = try await mint(#""customer_email": "ANN@example.com""#)
            #expect(second["customer_id"] == id)
            let other = try await mint(
                #""customer_id": "\#(id)", "customer_email": "eve@example.com""#)
            #expect(other.status == .unprocessableContent)
            #expect(other["detail"]?.contains("customer_email") == true)
            #expect(try await mint(#""customer_email": "no address""#)["code"] == "invalid")
            let named = try await mint(#""customer_name": "Bob""#)
            let bob = try #require(named["customer_id"])
            let filled = try await mint(
                #""customer_id": "\#(bob)", "customer_email": "bob@example.com""#)
            #expect(filled.status == .created)
            #expect(
                try await caller.call(.get, "\(Self.place)/\(bob)")["email"] == "bob@example.com")
            // No token has it in it.
            let license = try #require(filled["key"])
            let bytes = try LicenseKey(parsing: license).message.bytes
            #expect(!String(decoding: bytes, as: UTF8.self).contains("bob@"))
        }
    }

    @Test(arguments: Driver.available)
    func `get an address with a license that is imported`(_ driver: Driver) async throws {
        try await Self.with(driver) { vendor, caller in
            var generator = SplitMix64(seed: 90)
            var grant = Grant(vendor.benefit.id)
            grant.customer = .random(using: &generator)
            let minted = try vendor.issuer.mint(
                vendor.benefit.terms, for: grant, issuedAt: vendor.now, using: &generator)
            func take(_ email: String) async throws -> TestCaller.Answer {
                try await caller.call(
                    .post, "/manage/v1/license-keys/import",
                    """
                    {"license_keys": [{"key": "\(minted.text)", "customer_name": "Ann",
                     "customer_email": "\(email)"}]}
                    """)
            }
            let refused = try await take("ann")
            let results = refused.json["results"] as? [[String: Any]]
            #expect(results?.first?["result"] as? String == "refused")
            let taken = try await take("ann@example.com")
            #expect(taken.status == .ok)
            let customer = try #require(try vendor.registry.customers.find(grant.customer!))
            #expect(customer.email == "ann@example.com" && customer.name == "Ann")
            let found = try vendor.registry.customers.find(
                email: "Ann@Example.com", of: vendor.organization)
            #expect(found?.id == customer.id)
        }
    }

    @Test(arguments: Driver.available)
    func `need a token for them, and are out of another organization's reach`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, caller in
            let made = try await caller.call(.post, Self.place, #"{"name": "Ann"}"#)
            let id = try #require(made["id"])
            let reader = TestCaller(
                client: caller.client, token: try vendor.token([.customersRead]))
            #expect(
                try await reader.call(.post, Self.place, #"{"name": "B"}"#)["code"]
                    == "scope-missing")
            let other = Organization(id: .random(), name: "Other")
            try vendor.registry.organizations.add(other, now: vendor.now)
            let stranger = TestCaller(
                client: caller.client, token: try vendor.token(organization: other.id))
            let refused = try await stranger.call(
                .patch, "\(Self.place)/\(id)", #"{"name": "Mine"}"#)
            #expect(refused.status == .notFound)
            #expect(try await caller.call(.get, "\(Self.place)/\(id)")["name"] == "Ann")
        }
    }
}
