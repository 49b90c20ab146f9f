import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Benefits on Polar's surface` {
    private static func create(
        _ shop: PolarShop, _ properties: JSON, _ more: [(String, JSON)] = []
    ) async throws -> TestCaller.Answer {
        var body = JSONObject()
        body.append("type", "license_keys")
        body.append("description", "Pro license")
        body.append("properties", properties)
        for (name, value) in more { body.append(name, value) }
        return try await shop.call(.post, "/v1/benefits/", .object(body))
    }

    @Test func `are made, read, listed, changed and deleted`() async throws {
        try await PolarShop.with { shop in
            let made = try await Self.create(
                shop,
                [
                    "prefix": " acme ", "expires": ["ttl": 6, "timeframe": "month"],
                    "activations": ["limit": 2, "enable_customer_admin": true],
                    "limit_usage": 10,
                ], [("metadata", ["tier": "pro", "n": .literal("1.0")])])
            #expect(made.status == .created)
            let id = made["id"]!
            #expect(made["visibility"] == "public")
            #expect(made.json["visibility_configurable"] as? Bool == true)
            let properties = made.object("properties")
            #expect(properties["prefix"] as? String == "acme")
            #expect((properties["expires"] as? [String: Any])?["timeframe"] as? String == "month")
            #expect((properties["activations"] as? [String: Any])?["limit"] as? Int == 2)
            let read = try await shop.call(.get, "/v1/benefits/\(id)")
            #expect(read.object("metadata")["tier"] as? String == "pro")
            // Digits of a fraction come back as they were sent.
            #expect(String(decoding: read.bytes, as: UTF8.self).contains(#""n":1.0"#))
            let list = try await shop.call(.get, "/v1/benefits/?query=PRO%20LIC")
            #expect(list.items.map { $0["id"] as? String } == [id])
            #expect(try await shop.call(.get, "/v1/benefits/?exclude_id=\(id)").total == 1)
            let changed = try await shop.call(
                .patch, "/v1/benefits/\(id)",
                ["type": "license_keys", "description": "Other words", "properties": [:]])
            #expect(changed["description"] == "Other words")
            #expect(changed.object("properties")["prefix"] as? String == nil)
            let untold = try await shop.call(
                .patch, "/v1/benefits/\(id)", ["description": "Other words"])
            #expect(untold.problems == ["missing body.type"])
            #expect(try await shop.call(.delete, "/v1/benefits/\(id)").status == .noContent)
            #expect(try await shop.call(.get, "/v1/benefits/\(id)").status == .notFound)
            #expect(try await shop.call(.delete, "/v1/benefits/\(id)").status == .notFound)
        }
    }

    @Test func `are found by their metadata`() async throws {
        try await PolarShop.with { shop in
            var ids: [String] = []
            for metadata: JSON in [["tier": "pro plus", "n": 1], ["tier": "basic", "n": 1]] {
                let made = try await Self.create(shop, [:], [("metadata", metadata)])
                ids.append(try #require(made["id"]))
            }
            for (query, found) in [
                ("metadata[tier]=pro+plus", [ids[0]]), ("metadata%5Btier%5D=pro%20plus", [ids[0]]),
                ("metadata[tier]=basic&metadata[tier]=pro+plus", ids),
                ("metadata[n]=1&metadata[tier]=basic", [ids[1]]), ("metadata[n]=2", []),
                ("metadata[other]=1", []), ("metadata[]=", []), ("metadata[%FF]=%FF", []),
            ] {
                let list = try await shop.call(.get, "/v1/benefits/?\(query)")
                // Both were made at the same moment.
                #expect(
                    Set(list.items.compactMap { $0["id"] as? String }) == Set(found), "\(query)")
                #expect(list.total == found.count)
            }
            let zero = try await shop.call(.get, "/v1/benefits/?metadata[a]=%00")
            #expect(zero.problems == ["value_error query.metadata.a"])
            let many = (0...50).map { "metadata[a]=\($0)" }.joined(separator: "&")
            let refused = try await shop.call(.get, "/v1/benefits/?\(many)")
            #expect(refused.problems == ["too_long query.metadata"])
        }
    }

    @Test(arguments: [
        (JSON.null, String?.none), ("", nil), ("  ", nil), ("  Acme-1 ", "Acme-1"),
    ])
    func `have prefixes without blanks around them`(given: JSON, kept: String?) async throws {
        try await PolarShop.with { shop in
            let made = try await Self.create(shop, ["prefix": given])
            #expect(made.status == .created)
            #expect(made.object("properties")["prefix"] as? String == kept)
        }
    }

    @Test func `have limits and ends within bounds`() async throws {
        try await PolarShop.with { shop in
            for (units, isTaken): (JSON, Bool) in [
                (100, true), (2_147_483_647, true), (nil, true), (2_147_483_648, false),
                (3_000_000_000, false), (0, false), (-1, false),
            ] {
                let answer = try await Self.create(shop, ["limit_usage": units])
                #expect((answer.status == .created) == isTaken, "\(units)")
            }
            for (ttl, unit, isTaken): (JSON, JSON, Bool) in [
                (1, "year", true), (1, "month", true), (1, "day", true), (457, "year", true),
                (1200, "month", true), (36_500, "day", true), (458, "year", false),
                (1201, "month", false), (36_501, "day", false), (31_536_000, "year", false),
                (0, "day", false), (1, "week", false),
            ] {
                let answer = try await Self.create(
                    shop, ["expires": ["ttl": ttl, "timeframe": unit]])
                #expect((answer.status == .created) == isTaken, "\(ttl) \(unit)")
            }
            let without = try await Self.create(
                shop, ["expires": ["ttl": 1], "activations": ["limit": 1]])
            #expect(
                without.problems == [
                    "missing body.license_keys.properties.expires.timeframe",
                    "missing body.license_keys.properties.activations.enable_customer_admin",
                ])
        }
    }

    @Test func `are not made for an organization that the token names already`() async throws {
        try await PolarShop.with { shop in
            let answer = try await Self.create(
                shop, [:], [("organization_id", .string("\(shop.vendor.organization)"))])
            #expect(answer.status == .unprocessableContent)
            #expect(answer["error"] == "PolarRequestValidationError")
            #expect(answer.problems == ["organization_token body.organization_id"])
        }
    }

    @Test func `reach all keys that are granted when their terms change`() async throws {
        try await PolarShop.with(seats: .seats(3)) { shop in
            let granted = try shop.sell().id
            let bought = try shop.sell(Sale(.subscription, "s")!).id
            let disabled = try shop.sell(Sale(.manual, "1")!).id
            let revoked = try shop.sell(Sale(.manual, "2")!).id
            _ = try await shop.update(granted, ["limit_activations": 99, "usage": 3])
            _ = try await shop.update(disabled, ["status": "disabled"])
            _ = try await shop.update(revoked, ["status": "revoked"])
            let changed = try await shop.call(
                .patch, "/v1/benefits/\(shop.vendor.benefit.id)",
                [
                    "type": "license_keys",
                    "properties": [
                        "prefix": "ACME", "limit_usage": 50,
                        "activations": ["limit": 5, "enable_customer_admin": false],
                        "expires": ["ttl": 10, "timeframe": "day"],
                    ],
                ])
            #expect(changed.status == .ok)
            for (id, status, seats, end) in [
                (granted, "granted", 5, "2027-01-11T00:00:00Z"), (bought, "granted", 5, nil),
                (disabled, "disabled", 5, "2027-01-11T00:00:00Z"),
                (revoked, "revoked", 3, "2028-01-01T00:00:00Z"),
            ] {
                let key = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
                #expect(key["status"] == status)
                #expect(key.integer("limit_activations") == seats)
                #expect(key["expires_at"] == end)
            }
            let used = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(granted)")
            #expect(used.integer("usage") == 3)
        }
    }

    @Test func `take all their grants with them when they are deleted`() async throws {
        try await PolarShop.with { shop in
            let (id, _) = try shop.sell()
            let place = "/v1/benefits/\(shop.vendor.benefit.id)"
            #expect(try await shop.call(.delete, place).status == .noContent)
            let key = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
            #expect(key["status"] == "revoked")
            #expect(try await shop.call(.get, "\(place)/grants").status == .notFound)
            let grants = try await shop.call(.get, "/v1/benefit-grants/?is_granted=false")
            #expect(grants.items.map { $0["is_revoked"] as? Bool } == [true])
        }
    }
}

@Suite struct `Grants on Polar's surface` {
    @Test func `are listed with all that they say`() async throws {
        try await PolarShop.with { shop in
            let place = "/v1/benefits/\(shop.vendor.benefit.id)/grants"
            #expect(try await shop.call(.get, place).items.isEmpty)
            #expect(try await shop.call(.get, place, token: "").status == .unauthorized)
            let (id, key) = try shop.sell()
            let (second, _) = try shop.sell(
                Sale(.subscription, "22222222-2222-4222-8222-222222222222")!)
            _ = try await shop.update(second, ["status": "revoked"])
            let grants = try await shop.call(.get, "\(place)?is_granted=true")
            let grant = grants.items[0]
            #expect(grants.total == 1)
            #expect(grant["order_id"] as? String == "11111111-1111-4111-8111-111111111111")
            #expect(grant["subscription_id"] is String == false)
            #expect(grant["is_revoked"] as? Bool == false)
            #expect(grant["customer_id"] as? String == "\(PolarShop.customer)")
            #expect((grant["benefit"] as? [String: Any])?["type"] as? String == "license_keys")
            let properties = grant["properties"] as? [String: String]
            #expect(
                properties == ["license_key_id": id, "display_key": "****-\(key.suffix(6))"])
            let revoked = try await shop.call(.get, "\(place)?is_granted=false").items[0]
            #expect(revoked["granted_at"] is String == false)
            #expect(revoked["revoked_at"] is String)
            #expect(
                revoked["subscription_id"] as? String == "22222222-2222-4222-8222-222222222222")
            let sorted = try await shop.call(.get, "/v1/benefit-grants/?sorting=-revoked_at")
            #expect(sorted.items[0]["is_revoked"] as? Bool == true)
        }
    }
}
