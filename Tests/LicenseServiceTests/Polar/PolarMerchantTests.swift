import Foundation
import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `A merchant on Polar's surface` {
    @Test func `reads, lists and filters keys`() async throws {
        try await PolarShop.with { shop in
            let (first, key) = try shop.sell()
            let (second, _) = try shop.sell(Sale(.subscription, "s")!)
            _ = try await shop.update(second, ["status": "revoked"])
            func ids(_ query: String) async throws -> [String] {
                try await shop.call(.get, "\(PolarShop.merchantKeys)/\(query)").items
                    .compactMap { $0["id"] as? String }
            }
            #expect(try await ids("") == [first, second])
            #expect(try await ids("?status=granted") == [first])
            #expect(try await ids("?status=revoked") == [second])
            #expect(try await ids("?status=revoked&status=granted") == [first, second])
            #expect(try await ids("?benefit_id=\(PolarShop.customer)").isEmpty)
            #expect(try await ids("?limit=1&page=2") == [second])
            let page = try await shop.call(.get, "\(PolarShop.merchantKeys)/?limit=1&page=9")
            #expect(page.total == 2)
            #expect(page.object("pagination")["max_page"] as? Int == 2)
            let read = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(first)")
            #expect(read["key"] == key)
            #expect(key.hasPrefix("ACME_"))
            #expect(read["display_key"] == "****-\(key.suffix(6))")
            #expect(read["benefit_id"] == "\(shop.vendor.benefit.id)")
            #expect(read.object("customer")["name"] as? String == "Ada")
            #expect(read.object("user")["public_name"] as? String == "A")
            let unknown = try await shop.call(
                .get, "\(PolarShop.merchantKeys)/\(PolarShop.customer)")
            #expect(unknown.status == .notFound)
        }
    }

    @Test func `changes what the contract lets change`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let nothing = try await shop.update(id, [:])
            #expect(nothing.status == .ok)
            #expect(nothing.isNull("modified_at"))
            let changed = try await shop.update(
                id,
                [
                    "usage": 4, "limit_usage": "10", "limit_activations": .literal("5.0"),
                    "expires_at": "2027-05-05T10:11:12.345678",
                ])
            #expect(changed.integer("usage") == 4)
            #expect(changed.integer("limit_usage") == 10)
            #expect(changed.integer("limit_activations") == 5)
            #expect(changed["expires_at"] == "2027-05-05T10:11:12Z")
            // The key that the customer has still works, and so does the one with the new terms.
            for text in [key, changed["key"]!] {
                #expect(try await shop.validate(text).status == .ok)
            }
            let free = try await shop.update(
                id, ["limit_usage": nil, "limit_activations": nil, "expires_at": nil])
            for name in ["limit_usage", "limit_activations", "expires_at"] {
                #expect(free.isNull(name))
            }
            for (member, value): (String, JSON) in [
                ("status", nil), ("status", "expired"), ("usage", nil), ("usage", 2_147_483_648),
                ("limit_usage", 0), ("limit_activations", -1),
                ("limit_activations", .literal("5.5")),
                ("expires_at", "soon"), ("expires_at", true),
            ] {
                let refused = try await shop.update(id, .object(JSONObject([.init(member, value)])))
                #expect(refused.status == .unprocessableContent, "\(member) \(value)")
                #expect(refused.problems.first?.hasSuffix("body.\(member)") == true)
            }
        }
    }

    @Test func `keeps the end of a key through other changes and rotation`() async throws {
        try await PolarShop.with { shop in
            let (id, _) = try shop.sell()
            _ = try await shop.update(id, ["expires_at": "2026-06-01"])
            let limited = try await shop.update(id, ["limit_usage": 7])
            #expect(limited["expires_at"] == "2026-06-01T00:00:00Z")
            let rotated = try await shop.call(.post, "\(PolarShop.merchantKeys)/\(id)/rotate")
            #expect(rotated.status == .ok)
            #expect(rotated["expires_at"] == "2026-06-01T00:00:00Z")
            #expect(rotated.integer("limit_usage") == 7)
            let again = try await shop.update(id, ["expires_at": nil])
            #expect(try await shop.validate(again["key"]!).status == .ok)
        }
    }

    @Test func `rotates a key`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let seat = try await shop.activate(key)["id"]!
            let rotated = try await shop.call(.post, "\(PolarShop.merchantKeys)/\(id)/rotate")
            let new = rotated["key"]!
            #expect(rotated["id"] == id)
            #expect(new != key)
            #expect(new.hasPrefix("ACME_"))
            #expect(rotated["status"] == "granted")
            #expect(try await shop.validate(key).status == .notFound)
            #expect(
                try await shop.validate(new, [("activation_id", .string(seat))]).status == .ok)
            let grants = try await shop.call(
                .get, "/v1/benefits/\(shop.vendor.benefit.id)/grants")
            let properties = grants.items[0]["properties"] as? [String: Any]
            #expect(properties?["display_key"] as? String == "****-\(new.suffix(6))")
            #expect(properties?["license_key_id"] as? String == id)
            _ = try await shop.update(id, ["status": "disabled"])
            let disabled = try await shop.call(.post, "\(PolarShop.merchantKeys)/\(id)/rotate")
            #expect(disabled["status"] == "disabled")
            _ = try await shop.update(id, ["status": "revoked"])
            let refused = try await shop.call(.post, "\(PolarShop.merchantKeys)/\(id)/rotate")
            #expect(refused.status == .badRequest)
            #expect(
                String(decoding: refused.bytes, as: UTF8.self)
                    == #"{"error":"RotateNotPermitted","detail":"License key cannot be rotated in its current status. Current status: revoked. Allowed statuses: disabled, granted."}"#
            )
        }
    }

    @Test func `reads one seat of a key`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let (other, _) = try shop.sell(Sale(.manual, "m")!)
            for surface in PolarShop.Surface.allCases {
                let seat = try await shop.activate(key, on: surface)["id"]!
                let read = try await shop.call(
                    .get, "\(PolarShop.merchantKeys)/\(id)/activations/\(seat)")
                #expect(read["id"] == seat)
                #expect(read.object("license_key")["id"] as? String == id)
                let foreign = try await shop.call(
                    .get, "\(PolarShop.merchantKeys)/\(other)/activations/\(seat)")
                #expect(foreign.status == .notFound)
                _ = try await shop.deactivate(key, seat)
                let dead = try await shop.call(
                    .get, "\(PolarShop.merchantKeys)/\(id)/activations/\(seat)")
                #expect(dead.status == .notFound)
            }
        }
    }

    @Test func `takes a grant back with its key, and gives both again with the benefit's terms`()
        async throws
    {
        try await PolarShop.with(seats: .seats(3), usage: 1000) { shop in
            let (id, key) = try shop.sell()
            func isGranted() async throws -> Bool? {
                try await shop.call(.get, "/v1/benefit-grants/").items[0]["is_granted"] as? Bool
            }
            _ = try await shop.update(id, ["limit_usage": 7, "limit_activations": 9])
            _ = try await shop.update(id, ["status": "disabled"])
            #expect(try await isGranted() == true)
            let enabled = try await shop.update(id, ["status": "granted"])
            #expect(enabled.integer("limit_usage") == 7)
            _ = try await shop.update(id, ["status": "revoked"])
            #expect(try await isGranted() == false)
            let again = try await shop.update(id, ["status": "granted"])
            #expect(try await isGranted() == true)
            #expect(again["id"] == id)
            #expect(again.integer("limit_usage") == 1000)
            #expect(again.integer("limit_activations") == 3)
            #expect(again["expires_at"] == "2028-01-01T00:00:00Z")
            #expect(try await shop.validate(key).status == .ok)
            _ = try await shop.update(id, ["status": "revoked"])
            let both = try await shop.update(id, ["status": "disabled", "limit_usage": 5])
            #expect(both["status"] == "disabled")
            #expect(both.integer("limit_usage") == 5)
            #expect(try await isGranted() == true)
        }
    }

    @Test func `gives no end to what a subscription pays for`() async throws {
        try await PolarShop.with { shop in
            let (id, _) = try shop.sell(Sale(.subscription, "s")!)
            _ = try await shop.update(id, ["status": "revoked"])
            #expect(try await shop.update(id, ["status": "granted"]).isNull("expires_at"))
        }
    }
}
