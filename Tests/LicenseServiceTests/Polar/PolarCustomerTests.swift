import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Customers on Polar's surface` {
    @Test func `are added, found, changed and deleted`() async throws {
        try await PolarShop.with { shop in
            let made = try await shop.call(
                .post, "/v1/customers/",
                [
                    "email": "ada@example.com", "name": "Ada", "external_id": "a/1",
                    "metadata": ["vip": true],
                ])
            #expect(made.status == .created)
            #expect(made["type"] == "individual")
            #expect(made["billing_name"] == "Ada")
            let id = made["id"]!
            for query in ["?email=ada@example.com", "?query=ADA", ""] {
                let list = try await shop.call(.get, "/v1/customers/\(query)")
                #expect(list.items.map { $0["id"] as? String } == [id])
            }
            #expect(try await shop.call(.get, "/v1/customers/?query=%25").total == 0)
            let twice = try await shop.call(
                .post, "/v1/customers/", ["email": "ada@example.com"])
            #expect(twice["error"] == "PolarRequestValidationError")
            #expect(twice.problems == ["value_error body.email"])
            let external = try await shop.call(
                .post, "/v1/customers/", ["email": "b@example.com", "external_id": "a/1"])
            #expect(external.problems == ["value_error body.external_id"])
            let escaped = try await shop.call(.get, "/v1/customers/external/a%2F1")
            #expect(escaped["id"] == id)
            let changed = try await shop.call(
                .patch, "/v1/customers/\(id)", ["name": nil, "external_id": "a-2"])
            #expect(changed.isNull("name"))
            #expect(changed["email"] == "ada@example.com")
            let found = try await shop.call(.get, "/v1/customers/external/a-2")
            #expect(found["id"] == id)
            let gone = try await shop.call(.delete, "/v1/customers/external/a-2")
            #expect(gone.status == .noContent)
            #expect(try await shop.call(.get, "/v1/customers/\(id)").status == .notFound)
            let again = try await shop.call(
                .post, "/v1/customers/", ["email": "ada@example.com", "external_id": "a-2"])
            #expect(again.status == .created)
        }
    }

    @Test func `without an address are teams`() async throws {
        try await PolarShop.with { shop in
            let refused = try await shop.call(.post, "/v1/customers/", ["name": "Ada"])
            #expect(refused.problems == ["missing body.email"])
            let team = try await shop.call(.post, "/v1/customers/", ["type": "team", "name": "A"])
            #expect(team["type"] == "team")
            let (id, _) = try shop.sell()
            let key = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
            #expect(key.object("customer")["type"] as? String == "team")
        }
    }

    @Test func `have a state that names what is granted, and not what is revoked`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let (revoked, _) = try shop.sell(Sale(.order, "2")!)
            _ = try await shop.update(revoked, ["status": "revoked"])
            let other = CustomerID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            _ = try shop.sell(Sale(.order, "3")!, customer: other)
            _ = try await shop.call(
                .patch, "/v1/customers/\(PolarShop.customer)",
                ["external_id": "a/1", "email": "ada@example.com"])
            for place in ["\(PolarShop.customer)", "external/a%2F1"] {
                let state = try await shop.call(.get, "/v1/customers/\(place)/state")
                #expect(state.status == .ok)
                #expect(state["id"] == "\(PolarShop.customer)" && state["name"] == "Ada")
                #expect((state.json["active_subscriptions"] as? [Any])?.isEmpty == true)
                #expect((state.json["active_meters"] as? [Any])?.isEmpty == true)
                let granted = state.json["granted_benefits"] as? [[String: Any]] ?? []
                #expect(granted.count == 1)
                #expect(granted.first?["benefit_id"] as? String == "\(shop.vendor.benefit.id)")
                #expect(granted.first?["benefit_type"] as? String == "license_keys")
                let properties = granted.first?["properties"] as? [String: Any]
                #expect(properties?["license_key_id"] as? String == id)
                #expect(properties?["display_key"] as? String == "****-\(key.suffix(6))")
            }
            let nobody = "/v1/customers/\(shop.vendor.benefit.id)/state"
            #expect(try await shop.call(.get, nobody).status == .notFound)
            #expect(
                try await shop.call(.get, "/v1/customers/\(PolarShop.customer)/state", token: "")
                    .status == .unauthorized)
        }
    }

    @Test func `have more than a page of grants in their state`() async throws {
        try await PolarShop.with { shop in
            for number in 0..<101 { try shop.sell(Sale(.order, "order \(number)")!) }
            let state = try await shop.call(.get, "/v1/customers/\(PolarShop.customer)/state")
            let granted = state.json["granted_benefits"] as? [[String: Any]] ?? []
            #expect(Set(granted.compactMap { $0["id"] as? String }).count == 101)
        }
    }

    @Test func `made within one second are listed in the order of making`() async throws {
        try await PolarShop.with { shop in
            var made: [(id: String?, time: String?)] = []
            for number in 0..<6 {
                let answer = try await shop.call(
                    .post, "/v1/customers/", ["email": .string("c\(number)@example.com")])
                made.append((answer["id"], answer["created_at"]))
            }
            let list = try await shop.call(.get, "/v1/customers/")
            #expect(list.items.map { $0["id"] as? String } == made.map(\.id).reversed())
            #expect(
                list.items.map { $0["created_at"] as? String } == made.map(\.time).reversed())
            #expect(Set(made.map(\.time)).count == 6)
            var benefits: [String?] = []
            for number in 0..<6 {
                let answer = try await shop.call(
                    .post, "/v1/benefits/",
                    [
                        "type": "license_keys", "description": .string("Benefit \(number)"),
                        "properties": [:],
                    ])
                benefits.append(answer["id"])
            }
            let listed = try await shop.call(.get, "/v1/benefits/?limit=6")
            #expect(listed.items.map { $0["id"] as? String } == benefits.reversed())
        }
    }

    @Test func `take their keys with them when they are deleted`() async throws {
        try await PolarShop.with { shop in
            let (id, _) = try shop.sell()
            let session = try await shop.session()
            let place = "/v1/customers/\(PolarShop.customer)"
            #expect(try await shop.call(.delete, place).status == .noContent)
            let key = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
            #expect(key["status"] == "revoked")
            #expect(key.object("customer")["deleted_at"] is String)
            let own = try await shop.call(.get, "\(PolarShop.publicKeys)/", token: session)
            #expect(own.status == .unauthorized)
        }
    }

    @Test func `see, and rotate, their own keys in a session`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let other = CustomerID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            let (foreign, _) = try shop.sell(Sale(.order, "2")!, customer: other)
            _ = try await shop.activate(key)
            let session = try await shop.session()
            #expect(session.hasPrefix("polar_cst_"))
            let list = try await shop.call(.get, "\(PolarShop.publicKeys)/", token: session)
            #expect(list.items.map { $0["id"] as? String } == [id])
            let read = try await shop.call(.get, "\(PolarShop.publicKeys)/\(id)", token: session)
            #expect((read.json["activations"] as? [Any])?.isEmpty == true)
            _ = try await shop.call(
                .patch, "/v1/benefits/\(shop.vendor.benefit.id)",
                [
                    "type": "license_keys",
                    "properties": [
                        "prefix": "NEWBRAND",
                        "activations": ["limit": 3, "enable_customer_admin": true],
                    ],
                ])
            let shown = try await shop.call(.get, "\(PolarShop.publicKeys)/\(id)", token: session)
            #expect((shown.json["activations"] as? [Any])?.count == 1)
            let rotated = try await shop.call(
                .post, "\(PolarShop.publicKeys)/\(id)/rotate", token: session)
            #expect(rotated["key"]?.hasPrefix("NEWBRAND_") == true)
            #expect(try await shop.validate(key).status == .notFound)
            for (method, place) in [(HTTPRequest.Method.get, ""), (.post, "/rotate")] {
                let uri = "\(PolarShop.publicKeys)/\(foreign)\(place)"
                #expect(try await shop.call(method, uri, token: session).status == .notFound)
                #expect(try await shop.call(method, uri, token: "").status == .unauthorized)
                // A merchant is no customer, and a customer no merchant.
                #expect(try await shop.call(method, uri).status == .unauthorized)
            }
            let merchants = try await shop.call(
                .get, "\(PolarShop.merchantKeys)/", token: session)
            #expect(merchants["error"] == "Unauthorized")
        }
    }

    @Test func `rotate a key as often as a day allows, and merchants as they like`() async throws {
        try await PolarShop.with { shop in
            let (id, _) = try shop.sell()
            let session = try await shop.session()
            let place = "\(PolarShop.publicKeys)/\(id)/rotate"
            for _ in 0..<3 {
                #expect(try await shop.call(.post, place, token: session).status == .ok)
            }
            let refused = try await shop.call(.post, place, token: session)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "86400")
            let merchant = try await shop.call(.post, "\(PolarShop.merchantKeys)/\(id)/rotate")
            #expect(merchant.status == .ok)
        }
    }

    @Test func `are named by id or by their shop's own id when a session is opened`() async throws {
        try await PolarShop.with { shop in
            _ = try await shop.call(
                .post, "/v1/customers/", ["email": "a@example.com", "external_id": "x"])
            for member in ["external_customer_id", "customer_external_id"] {
                let made = try await shop.call(
                    .post, "/v1/customer-sessions/", .object(JSONObject([.init(member, "x")])))
                #expect(made.status == .created)
                #expect(made["expires_at"] == "2027-01-01T01:00:00Z")
                let unknown = try await shop.call(
                    .post, "/v1/customer-sessions/", .object(JSONObject([.init(member, "y")])))
                #expect(unknown.problems == ["value_error body.\(member)"])
            }
            let unknown = try await shop.call(
                .post, "/v1/customer-sessions/", ["customer_id": .string("\(PolarShop.customer)")])
            #expect(unknown["error"] == "PolarRequestValidationError")
        }
    }

    @Test func `see their grants of public benefits`() async throws {
        try await PolarShop.with { shop in
            let (_, _) = try shop.sell()
            let (second, _) = try shop.sell(Sale(.order, "2")!)
            _ = try await shop.update(second, ["status": "revoked"])
            let session = try await shop.session()
            let place = "/v1/customer-portal/benefit-grants/"
            let list = try await shop.call(.get, place, token: session)
            #expect(list.total == 1)
            let benefit = list.items[0]["benefit"] as? [String: Any]
            #expect(benefit?["metadata"] == nil)
            #expect((benefit?["organization"] as? [String: Any])?["name"] as? String == "ACME Ltd")
            let id = list.items[0]["id"] as? String ?? ""
            #expect(try await shop.call(.get, place + id, token: session).status == .ok)
            _ = try await shop.call(
                .patch, "/v1/benefits/\(shop.vendor.benefit.id)",
                ["type": "license_keys", "visibility": "private"])
            #expect(try await shop.call(.get, place, token: session).total == 0)
            #expect(try await shop.call(.get, place + id, token: session).status == .notFound)
        }
    }
}
