import HTTPTypes
import HummingbirdTesting
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Dodo's public routes` {
    @Test func `give an activation with its customer and product`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let answer = try await shop.activate(sold.key, name: "Ann’s laptop")
            #expect(answer.status == .created)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer["id"]?.hasPrefix("lki_") == true)
            #expect(answer["license_key_id"] == sold.id)
            #expect(answer["business_id"] == shop.vendor.organization.dodoText)
            #expect(answer["name"] == "Ann’s laptop")
            #expect(answer["created_at"]?.hasPrefix("2027-01-01T00:00:00.0000") == true)
            let customer = answer.json["customer"] as? [String: Any]
            #expect(customer?["customer_id"] as? String == shop.customer.id.dodoText)
            #expect(customer?["email"] as? String == "ann@example.com")
            #expect(customer?["name"] as? String == "Ann")
            let product = answer.json["product"] as? [String: Any]
            #expect(product?["product_id"] as? String == shop.product)
            #expect(product?["name"] as? String == "pro")
        }
    }

    @Test func `give customer and product of a license that nobody is named for`() async throws {
        try await DodoShop.with(seats: .notUsed) { shop in
            let license = try shop.vendor.license()
            let key = LicenseKey.text(prefix: license.claims.prefix, message: license.message)
            let answer = try await shop.activate(key)
            #expect(answer.status == .created)
            let customer = answer.json["customer"] as? [String: Any]
            #expect((customer?["customer_id"] as? String)?.hasPrefix("cus_") == true)
            #expect(customer?["email"] as? String == "")
            // Who sells without activations has no limit here.
            for _ in 0..<5 { #expect(try await shop.activate(key).status == .created) }
        }
    }

    @Test func `leave the device's name in the audit log`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let seat = try #require(try await shop.activate(sold.key, name: "ward 3")["id"])
            #expect(try await shop.deactivate(sold.key, seat).status == .ok)
            let records = try shop.vendor.registry.auditLog.records(limit: 1000)
            for action in [AuditAction.activationTake, .activationFree] {
                let record = try #require(records.first { $0.action == action.rawValue })
                #expect(record.detail.hasSuffix(" ward 3"), "\(record.detail)")
            }
        }
    }

    @Test func `do not look at credentials`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let good = shop.merchant.token
            for header in [nil, "Bearer worthless", "Basic eDp5", "", "Bearer \(good)"] {
                var headers = HTTPFields()
                headers[.authorization] = header
                let answer = try await shop.app(
                    "validate", #"{"license_key": "\#(sold.key)"}"#, headers: headers)
                #expect(answer.status == .ok)
                #expect(answer.json["valid"] as? Bool == true)
            }
        }
    }

    @Test func `take a seat with each call, up to the limit`() async throws {
        try await DodoShop.with(seats: .seats(2)) { shop in
            let sold = try shop.sell()
            let first = try await shop.activate(sold.key)
            let second = try await shop.activate(sold.key)
            #expect(first["id"] != second["id"])
            #expect(try await shop.activate(sold.key).refusal == "422 LICENSE_KEY_LIMIT_REACHED")
            #expect(try await shop.isValid(sold.key) == true, "a full key is good")
            #expect(try await shop.deactivate(sold.key, first["id"]!).status == .ok)
            #expect(try await shop.activate(sold.key).status == .created)
        }
    }

    @Test func `never give more seats than there are`() async throws {
        try await DodoShop.with(seats: .seats(3)) { shop in
            let sold = try shop.sell()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        try await shop.activate(sold.key, name: "\(number)").status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 3)
            #expect(statuses.count { $0 == 422 } == 21)
        }
    }

    @Test func `refuse in the contract's order and words`() async throws {
        try await DodoShop.with(seats: .seats(1)) { shop in
            let sold = try shop.sell()
            #expect(try await shop.activate("no such key").refusal == "404 LICENSE_KEY_NOT_FOUND")
            var forged = Array(sold.key)
            forged[60] = forged[60] == "A" ? "B" : "A"
            #expect(
                try await shop.activate(String(forged)).refusal == "404 LICENSE_KEY_NOT_FOUND")
            #expect(
                try await shop.activate(sold.key + "x").refusal == "404 LICENSE_KEY_NOT_FOUND")
            #expect(try await shop.activate(sold.key).status == .created)
            // Full and switched off: the status comes before the room.
            try await shop.change(sold.id, #"{"disabled": true}"#)
            #expect(try await shop.activate(sold.key).refusal == "403 INACTIVE_LICENSE_KEY")
            #expect(
                try await shop.app("activate", #"{"license_key": "no such key"}"#).refusal
                    == "422 INVALID_REQUEST_BODY")
            try await shop.change(
                sold.id, #"{"disabled": false, "expires_at": "2026-12-31T23:59:59.9Z"}"#)
            #expect(try await shop.activate(sold.key).refusal == "403 INACTIVE_LICENSE_KEY")
            #expect(try await shop.isValid(sold.key) == false)
        }
    }

    @Test func `say whether a key is good, and with which instance`() async throws {
        try await DodoShop.with { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2))
            let mine = try await shop.activate(sold.key)["id"]!
            let others = try await shop.activate(other.key)["id"]!
            #expect(try await shop.isValid(sold.key) == true)
            #expect(try await shop.isValid(sold.key, mine) == true)
            #expect(try await shop.isValid(sold.key, others) == false)
            #expect(try await shop.isValid(sold.key, "lki_nothing") == false)
            #expect(try await shop.isValid(sold.key, "") == false)
            #expect(try await shop.isValid(" \(sold.key)\u{a0}", mine) == true)
            #expect(try await shop.isValid("\u{200b}\(sold.key)") == true)
            #expect(try await shop.isValid("no such key") == false)
            #expect(try await shop.isValid("no such key", mine) == false)
            let null = try await shop.app(
                "validate", #"{"license_key": "\#(sold.key)", "license_key_instance_id": null}"#)
            #expect(null.json["valid"] as? Bool == true)
            try await shop.change(sold.id, #"{"disabled": true}"#)
            #expect(try await shop.isValid(sold.key, mine) == false)
            try await shop.change(sold.id, #"{"disabled": false}"#)
            #expect(try await shop.isValid(sold.key, mine) == true, "instances survive")
        }
    }

    @Test func `give a seat back once, under whatever status`() async throws {
        try await DodoShop.with { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2))
            let mine = try await shop.activate(sold.key)["id"]!
            let others = try await shop.activate(other.key)["id"]!
            #expect(
                try await shop.deactivate("no such key", mine).refusal
                    == "404 LICENSE_KEY_NOT_FOUND")
            #expect(
                try await shop.deactivate("no such key", "x").refusal
                    == "404 LICENSE_KEY_NOT_FOUND")
            #expect(
                try await shop.deactivate(sold.key, others).refusal == "403 LICENSE_KEY_NOT_FOUND")
            #expect(
                try await shop.deactivate(sold.key, "x").refusal == "403 LICENSE_KEY_NOT_FOUND")
            try await shop.change(sold.id, #"{"disabled": true}"#)
            let freed = try await shop.deactivate(sold.key, mine)
            #expect(freed.status == .ok)
            #expect(freed.bytes.isEmpty)
            #expect(
                try await shop.deactivate(sold.key, mine).refusal == "403 LICENSE_KEY_NOT_FOUND")
            #expect(
                try await shop.merchant.call(.get, "/license_key_instances/\(mine)").refusal
                    == "404 NOT_FOUND")
        }
    }

    private static let bodies: [(verb: String, body: String, refusal: String)] = [
        ("activate", "", "400 INVALID_REQUEST_BODY"),
        ("activate", "{", "400 INVALID_REQUEST_BODY"),
        ("activate", "[]", "422 INVALID_REQUEST_BODY"),
        ("activate", "null", "422 INVALID_REQUEST_BODY"),
        ("activate", "{}", "422 INVALID_REQUEST_BODY"),
        ("activate", #"{"license_key": "x"}"#, "422 INVALID_REQUEST_BODY"),
        ("activate", #"{"name": "x"}"#, "422 INVALID_REQUEST_BODY"),
        ("activate", #"{"license_key": 1, "name": "x"}"#, "422 INVALID_REQUEST_BODY"),
        ("activate", #"{"license_key": "x", "name": null}"#, "422 INVALID_REQUEST_BODY"),
        ("activate", #"{"license_key": "x", "name": "\u0000"}"#, "422 INVALID_REQUEST_PARAMETERS"),
        ("activate", #"{"license_key": "\u0000", "name": "x"}"#, "404 LICENSE_KEY_NOT_FOUND"),
        ("activate", #"{"license_key": "\ud800", "name": "x"}"#, "400 INVALID_REQUEST_BODY"),
        (
            "activate", #"{"license_key": "", "name": "", "more": [{}]}"#,
            "404 LICENSE_KEY_NOT_FOUND"
        ),
        ("validate", "{}", "422 INVALID_REQUEST_BODY"),
        ("validate", #"{"license_key": null}"#, "422 INVALID_REQUEST_BODY"),
        ("validate", "x", "400 INVALID_REQUEST_BODY"),
        (
            "validate", #"{"license_key": "x", "license_key_instance_id": 1}"#,
            "422 INVALID_REQUEST_BODY"
        ),
        ("deactivate", "{}", "422 INVALID_REQUEST_BODY"),
        ("deactivate", #"{"license_key": "x"}"#, "422 INVALID_REQUEST_BODY"),
        (
            "deactivate", #"{"license_key": "x", "license_key_instance_id": null}"#,
            "422 INVALID_REQUEST_BODY"
        ),
    ]

    @Test(arguments: bodies)
    func `tell what is wrong with a body`(
        _ row: (verb: String, body: String, refusal: String)
    ) async throws {
        try await DodoShop.with { shop in
            let answer = try await shop.app(row.verb, row.body)
            #expect(answer.refusal == row.refusal)
            #expect(answer["message"]?.isEmpty == false)
            #expect(answer.json.count == 2)
        }
    }

    @Test func `refuse a body that is too large, and a name that is too long`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let long = String(repeating: "x", count: 300_000)
            #expect(try await shop.activate(long).refusal == "413 INVALID_REQUEST_BODY")
            let name = String(repeating: "é", count: 512)
            #expect(try await shop.activate(sold.key, name: name).status == .created)
            #expect(
                try await shop.activate(sold.key, name: name + "x").refusal
                    == "422 INVALID_REQUEST_PARAMETERS")
        }
    }

    @Test func `slow down who asks about one key too often, and nobody else`() async throws {
        try await DodoShop.with(adjust: { parts in
            parts.limits.sameKeyPerSecond = 1
            parts.limits.sameKeyBurst = 3
            parts.limits.stopClock()
        }) { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2))
            let answers = try await withThrowingTaskGroup(of: TestCaller.Answer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await shop.app("validate", #"{"license_key": "\#(sold.key)"}"#)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let refused = answers.filter { $0.status != .ok }
            #expect(refused.count == 17)
            for answer in refused {
                #expect(answer.refusal == "429 TOO_MANY_REQUESTS")
                #expect(answer.headers[.retryAfter] == "1")
            }
            #expect(try await shop.isValid(other.key) == true)
        }
    }
}
