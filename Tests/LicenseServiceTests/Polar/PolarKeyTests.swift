import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Keys on Polar's surface` {
    @Test(arguments: PolarShop.Surface.allCases)
    func `take as many seats as there are`(_ surface: PolarShop.Surface) async throws {
        try await PolarShop.with(seats: .seats(2)) { shop in
            let (id, key) = try shop.sell()
            for _ in 0..<2 {
                let taken = try await shop.activate(
                    key, [("meta", ["ip": "1.2.3.4", "n": 1]), ("conditions", ["major": 1])],
                    on: surface)
                #expect(taken.status == .ok)
                #expect(taken["license_key_id"] == id)
                #expect(taken.isNull("modified_at"))
                #expect(taken.object("meta")["ip"] as? String == "1.2.3.4")
                #expect(taken.json["conditions"] == nil)
                #expect(taken.object("license_key")["key"] as? String == key)
            }
            let refused = try await shop.activate(key, on: surface)
            #expect(refused.status == .forbidden)
            #expect(refused["error"] == "NotPermitted")
            #expect(refused["detail"] == "License key activation limit already reached")
        }
    }

    @Test(arguments: PolarShop.Surface.allCases)
    func `that use no seats say where to go instead`(_ surface: PolarShop.Surface) async throws {
        try await PolarShop.with(seats: .notUsed) { shop in
            let (_, key) = try shop.sell()
            let refused = try await shop.activate(key, on: surface)
            #expect(refused.status == .forbidden)
            #expect(
                refused["detail"]
                    == "This license key does not support activations. Use the /validate endpoint instead to check license validity."
            )
            #expect(try await shop.validate(key, on: surface).status == .ok)
        }
    }

    @Test(arguments: PolarShop.Surface.allCases)
    func `that have ended do nothing but give their seats back`(
        _ surface: PolarShop.Surface
    ) async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let seat = try await shop.activate(key, on: surface)["id"]!
            let ended = try await shop.update(id, ["expires_at": "2026-12-31"])
            #expect(ended["expires_at"] == "2026-12-31T00:00:00Z")
            #expect(ended["status"] == "granted")
            let activated = try await shop.activate(key, on: surface)
            #expect(activated.status == .forbidden)
            #expect(activated["detail"] == "License key has expired.")
            let validated = try await shop.validate(key, on: surface)
            #expect(validated.status == .notFound)
            #expect(validated["error"] == "ResourceNotFound")
            #expect(validated["detail"] == "License key has expired.")
            #expect(try await shop.deactivate(key, seat, on: surface).status == .noContent)
            #expect(try await shop.deactivate(key, seat, on: surface).status == .notFound)
        }
    }

    @Test(arguments: PolarShop.Surface.allCases, ["disabled", "revoked"])
    func `that are taken back do nothing but give their seats back`(
        _ surface: PolarShop.Surface, _ status: String
    ) async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            let seat = try await shop.activate(key, on: surface)["id"]!
            #expect(try await shop.update(id, ["status": .string(status)])["status"] == status)
            let activated = try await shop.activate(key, on: surface)
            #expect(activated.status == .forbidden)
            #expect(
                activated["detail"]
                    == "License key is no longer active. This license key can not be activated.")
            let validated = try await shop.validate(key, on: surface)
            #expect(validated.status == .notFound)
            #expect(validated["detail"] == "License key is no longer active.")
            #expect(try await shop.deactivate(key, seat, on: surface).status == .noContent)
        }
    }

    @Test func `that are activated at once never have more seats than there are`() async throws {
        try await PolarShop.with(seats: .seats(1)) { shop in
            let (id, key) = try shop.sell()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<5 {
                    group.addTask { try await shop.activate(key).status.code }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 403, 403, 403, 403])
            let read = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
            #expect((read.json["activations"] as? [Any])?.count == 1)
        }
    }

    @Test func `that are used at once never count more than their limit`() async throws {
        try await PolarShop.with(usage: 3) { shop in
            let (id, key) = try shop.sell()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await shop.validate(key, [("increment_usage", 1)]).status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 200, 200, 400, 400])
            let read = try await shop.call(.get, "\(PolarShop.merchantKeys)/\(id)")
            #expect(read.integer("usage") == 3)
            #expect(read.integer("validations") == 3)
            let more = try await shop.validate(key, [("increment_usage", 2)])
            #expect(more["error"] == "BadRequest")
            #expect(more["detail"] == "License key only has 0 more usages.")
            #expect(try await shop.validate(key, [("increment_usage", nil)]).status == .ok)
            #expect(try await shop.update(id, ["usage": 5]).integer("usage") == 5)
            let beyond = try await shop.validate(key, [("increment_usage", 1)])
            #expect(beyond["detail"] == "License key only has -2 more usages.")
            #expect(try await shop.validate(key).status == .ok)
        }
    }

    @Test func `hold to the conditions of their seats`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            let seat = try await shop.activate(
                key, [("conditions", ["major": 1, "os": "mac", "pro": true])])["id"]!
            func status(_ conditions: JSON?) async throws -> HTTPResponse.Status {
                var more: [(String, JSON)] = [("activation_id", .string(seat))]
                if let conditions { more.append(("conditions", conditions)) }
                return try await shop.validate(key, more).status
            }
            #expect(try await status(["os": "mac", "pro": true, "major": 1]) == .ok)
            for other: JSON? in [
                nil, ["os": "mac", "major": 1], ["os": "mac", "pro": true, "major": "1"],
                ["os": "mac", "pro": true, "major": 1, "x": 1],
                ["os": "mac", "pro": 1, "major": 1],
            ] {
                #expect(try await status(other) == .notFound)
            }
            let refused = try await shop.validate(key, [("activation_id", .string(seat))])
            #expect(refused["detail"] == "License key does not match required conditions")
            // Conditions without a seat mean nothing, and a seat without any takes all.
            #expect(try await shop.validate(key, [("conditions", ["x": 1])]).status == .ok)
            let free = try await shop.activate(key)["id"]!
            let valid = try await shop.validate(
                key, [("activation_id", .string(free)), ("conditions", ["x": 1])])
            #expect(valid.object("activation")["id"] as? String == free)
        }
    }

    @Test func `are of one benefit and one customer`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            let other = JSON.string("9b0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")
            let benefit = try await shop.validate(key, [("benefit_id", other)])
            #expect(benefit["detail"] == "License key does not match given benefit.")
            let customer = try await shop.validate(key, [("customer_id", other)])
            #expect(customer["detail"] == "License key does not match given user.")
            #expect(customer.status == .notFound)
            let valid = try await shop.validate(
                key,
                [
                    ("benefit_id", .string("\(shop.vendor.benefit.id)")),
                    ("customer_id", .string("\(PolarShop.customer)")),
                ])
            #expect(valid.status == .ok)
            #expect(valid.isNull("activation"))
            #expect(valid.integer("validations") == 1)
        }
    }

    @Test func `of others look like keys that there are not`() async throws {
        try await PolarShop.with { shop in
            let (id, key) = try shop.sell()
            var generator = SplitMix64(seed: 5)
            let other = OrganizationID.random(using: &generator)
            try shop.vendor.registry.organizations.add(
                Organization(id: other, name: "Other"), now: TestService.now)
            let token = try shop.vendor.token(organization: other)
            for verb in ["activate", "validate", "deactivate"] {
                let body: JSON = [
                    "key": .string(key), "organization_id": .string("\(shop.vendor.organization)"),
                    "label": "a", "activation_id": .string(id),
                ]
                let answer = try await shop.call(
                    .post, "\(PolarShop.merchantKeys)/\(verb)", body, token: token)
                #expect(answer.status == .notFound)
                #expect(answer["detail"] == "Not found")
            }
            for (method, place) in [
                (HTTPRequest.Method.get, ""), (.patch, ""), (.post, "/rotate"),
                (.get, "/activations/\(id)"),
            ] {
                let answer = try await shop.call(
                    method, "\(PolarShop.merchantKeys)/\(id)\(place)",
                    method == .patch ? [:] : nil, token: token)
                #expect(answer.status == .notFound, "\(method) \(place)")
            }
            let list = try await shop.call(
                .get, "\(PolarShop.merchantKeys)/?organization_id=\(shop.vendor.organization)",
                token: token)
            #expect(list.total == 0)
            for text in ["", key.lowercased(), "junk", String(key.dropLast())] {
                #expect(try await shop.validate(text).status == .notFound)
            }
            // White space around it does not make it another key.
            #expect(try await shop.validate(key + " ").status == .ok)
        }
    }
}
