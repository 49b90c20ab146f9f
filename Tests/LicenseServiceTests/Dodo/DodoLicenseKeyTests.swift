import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Dodo's license keys` {
    @Test func `are shown with all members, the nulls written out`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            _ = try await shop.activate(sold.key)
            let answer = try await shop.merchant.call(.get, "/license_keys/\(sold.id)")
            #expect(answer.status == .ok)
            #expect(answer["id"] == sold.id)
            #expect(answer["brand_id"] == shop.vendor.organization.dodoBrand)
            #expect(answer["business_id"] == shop.vendor.organization.dodoText)
            #expect(answer["customer_id"] == shop.customer.id.dodoText)
            #expect(answer["product_id"] == shop.product)
            #expect(answer["key"] == sold.key)
            #expect(answer["source"] == "auto")
            #expect(answer["status"] == "active")
            #expect(answer["payment_id"] == "sale-1")
            #expect(answer.json["subscription_id"] is NSNull)
            #expect(answer["created_at"]?.hasPrefix("2027-01-01T00:00:00.0000") == true)
            #expect(answer["expires_at"] == "2028-01-01T00:00:00.000000Z")
            #expect(answer.json["instances_count"] as? Int == 1)
            #expect(answer.json["activations_limit"] as? Int == 3)
            let eternal = try shop.sell(2, seats: .unlimited, lifetime: .perpetual)
            let bare = try await shop.merchant.call(.get, "/license_keys/\(eternal.id)")
            #expect(bare.json["activations_limit"] is NSNull)
            #expect(bare.json["expires_at"] is NSNull)
        }
    }

    @Test func `want a token before anything else`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            for token in ["", "worthless", String(shop.merchant.token.dropLast())] {
                let caller = TestCaller(client: shop.merchant.client, token: token)
                for id in [sold.id, "lic_unknown"] {
                    let answer = try await caller.call(.get, "/license_keys/\(id)")
                    #expect(answer.refusal == "401 UNAUTHORIZED")
                    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                }
            }
            let reader = TestCaller(
                client: shop.merchant.client,
                token: try shop.vendor.token([.licensesRead, .activationsRead]))
            #expect(try await reader.call(.get, "/license_keys/\(sold.id)").status == .ok)
            #expect(
                try await reader.call(.patch, "/license_keys/\(sold.id)", "{}").refusal
                    == "403 FORBIDDEN")
            #expect(
                try await reader.call(.post, "/license_keys", "{}").refusal == "403 FORBIDDEN")
        }
    }

    @Test func `of others are not there`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let own = TestCaller(
                client: shop.merchant.client,
                token: try shop.vendor.token(organization: shop.vendor.organization))
            let foreign = try shop.stranger().dodoText
            for id in [foreign, "lic_\(String(repeating: "A", count: 21))Q", sold.key, "x", "lic_"]
            {
                #expect(
                    try await own.call(.get, "/license_keys/\(id)").refusal == "404 NOT_FOUND")
                #expect(
                    try await own.call(.patch, "/license_keys/\(id)", "{}").refusal
                        == "404 NOT_FOUND")
            }
            let all = try await own.call(.get, "/license_keys")
            #expect(all.items.map { $0["id"] as? String } == [sold.id])
            // A token of no organization cannot tell whose keys are meant.
            #expect(
                try await shop.merchant.call(.get, "/license_keys").refusal == "403 FORBIDDEN")
        }
    }

    @Test func `have places and methods of their own`() async throws {
        try await DodoShop.with { shop in
            for (method, place, refusal) in [
                (HTTPRequest.Method.get, "/licenses/nothing", "404 NOT_FOUND"),
                (.get, "/license_keys/a/b", "404 NOT_FOUND"),
                (.get, "/licenses/activate", "405 METHOD_NOT_ALLOWED"),
                (.delete, "/license_keys/x", "405 METHOD_NOT_ALLOWED"),
                (.post, "/license_key_instances", "405 METHOD_NOT_ALLOWED"),
            ] {
                let answer = try await shop.merchant.call(method, place)
                #expect(answer.refusal == refusal, "\(place)")
                #expect(answer.headers[.contentType] == "application/json")
            }
            let elsewhere = try await shop.merchant.call(.get, "/manage/v1/nothing")
            #expect(elsewhere.headers[.contentType] == "application/problem+json")
        }
    }

    // MARK: - Lists

    @Test func `come in pages from 0 on, the newest first`() async throws {
        try await DodoShop.with { shop in
            let ids = try (1...35).map { try shop.sell(UInt64($0)).id }
            func page(_ query: String) async throws -> [String?] {
                let answer = try await shop.merchant.call(.get, "/license_keys?\(query)")
                #expect(answer.json.keys.sorted() == ["items"])
                return answer.items.map { $0["id"] as? String }
            }
            let newest = Array(ids.reversed())
            #expect(try await page("") == Array(newest[..<10]))
            #expect(try await page("page_number=0") == Array(newest[..<10]))
            #expect(try await page("page_number=1") == Array(newest[10..<20]))
            #expect(try await page("page_number=3") == Array(newest[30...]))
            #expect(try await page("page_number=4").isEmpty)
            #expect(try await page("page_number=9223372036854775807").isEmpty)
            #expect(try await page("page_size=1000") == newest)
            #expect(try await page("page_size=20&page_number=1") == Array(newest[20...]))
            #expect(try await page("page_size=0").isEmpty)
            for bad in [
                "page_number=-1", "page_size=-5", "page_number=x", "page_size=", "page_size=1.5",
                "page_number=9223372036854775808",
            ] {
                let answer = try await shop.merchant.call(.get, "/license_keys?\(bad)")
                #expect(answer.refusal == "400 INVALID_QUERY_PARAMS", "\(bad)")
            }
        }
    }

    @Test func `are found by every filter, and by all together`() async throws {
        try await DodoShop.with { shop in
            let (active, off, ended, revoked) = (
                try shop.sell(1), try shop.sell(2), try shop.sell(3), try shop.sell(4)
            )
            try await shop.change(off.id, #"{"disabled": true}"#)
            try await shop.change(ended.id, #"{"expires_at": "2027-01-01T00:00:00Z"}"#)
            try shop.vendor.registry.issuance.setState(
                of: LicenseID(dodo: revoked.id)!, to: .revoked, reason: "", now: TestService.now)
            let imported = try await shop.importing("LEGACY-1")["id"]!
            func found(_ query: String) async throws -> Set<String> {
                let answer = try await shop.merchant.call(
                    .get, "/license_keys?page_size=100&\(query)")
                #expect(answer.status == .ok, "\(query)")
                return Set(answer.items.compactMap { $0["id"] as? String })
            }
            let all: Set = [active.id, off.id, ended.id, revoked.id, imported]
            #expect(try await found("") == all)
            #expect(try await found("status=active") == [active.id, imported])
            #expect(try await found("status=disabled") == [off.id, revoked.id])
            #expect(try await found("status=expired") == [ended.id])
            #expect(try await found("source=import") == [imported])
            #expect(try await found("source=manual").isEmpty)
            #expect(try await found("source=import&status=disabled").isEmpty)
            #expect(try await found("customer_id=\(shop.customer.id.dodoText)") == all)
            #expect(try await found("customer_id=cus_x").isEmpty)
            #expect(try await found("customer_id=\(shop.product)").isEmpty)
            #expect(try await found("product_id=\(shop.product)&status=expired") == [ended.id])
            #expect(try await found("product_id=").isEmpty)
            for (query, count) in [
                ("created_at_gte=2027-01-01T00:00:00Z", 5),
                ("created_at_gte=2027-01-01T00:00:00.999999Z", 0),
                ("created_at_gte=2027-01-01T02%3A00%3A00%2B02%3A00", 5),
                ("created_at_lte=2027-01-01T00:00:00.9Z", 5),
                ("created_at_lte=2027-01-01T00:00:00.0Z", 0),
                ("created_at_lte=2026-12-31T23:59:59.999999999Z", 0),
                ("created_at_gte=2026-12-31T00:00:00Z&created_at_lte=2027-01-02T00:00:00Z", 5),
            ] {
                #expect(try await found(query).count == count, "\(query)")
            }
            for bad in [
                "status=Active", "status=revoked", "status=", "source=x", "created_at_gte=today",
                "created_at_lte=2027-01-01", "created_at_lte=2027-01-01T00:00:00",
                "created_at_gte=2027-01-01T00:00:00.Z",
            ] {
                let answer = try await shop.merchant.call(.get, "/license_keys?\(bad)")
                #expect(answer.refusal == "400 INVALID_QUERY_PARAMS", "\(bad)")
            }
        }
    }

    // MARK: - Changes

    @Test func `are changed as a whole or not at all`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            _ = try await shop.activate(sold.key)
            _ = try await shop.activate(sold.key)
            let before = try await shop.merchant.call(.get, "/license_keys/\(sold.id)").bytes
            for (body, refusal) in [
                (#"{"activations_limit": 1}"#, "422 ACTIVATION_LIMIT_LESS_THAN_CURRENT_AMOUNT"),
                (
                    #"{"disabled": true, "expires_at": "2030-01-01T00:00:00Z", "activations_limit": 1}"#,
                    "422 ACTIVATION_LIMIT_LESS_THAN_CURRENT_AMOUNT"
                ),
                (#"{"activations_limit": 0}"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#"{"activations_limit": -1}"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#"{"activations_limit": 2147483648}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"activations_limit": 2.5}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"activations_limit": "3"}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"disabled": 1}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"expires_at": "soon"}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"expires_at": 1}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"expires_at": "2027-02-30T00:00:00Z"}"#, "422 INVALID_REQUEST_BODY"),
                ("{", "400 INVALID_REQUEST_BODY"),
                ("[]", "422 INVALID_REQUEST_BODY"),
            ] {
                #expect(try await shop.change(sold.id, body).refusal == refusal, "\(body)")
            }
            for body in [
                "{}", #"{"disabled": null}"#, #"{"disabled": false}"#, #"{"other": 1}"#,
                #"{"activations_limit": 3}"#, #"{"expires_at": "2028-01-01T01:00:00+01:00"}"#,
            ] {
                let answer = try await shop.change(sold.id, body)
                #expect(answer.status == .ok)
                #expect(answer.bytes == before, "\(body)")
            }
            #expect(
                try await shop.merchant.call(.get, "/license_keys/\(sold.id)").bytes == before)
        }
    }

    @Test func `get other limits and another end, and keep what they had`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let mine = try await shop.activate(sold.key)["id"]!
            let changed = try await shop.change(
                sold.id,
                #"{"activations_limit": 1, "expires_at": "2027-06-01T14:00:00.5+02:00"}"#)
            #expect(changed.json["activations_limit"] as? Int == 1)
            #expect(changed["expires_at"] == "2027-06-01T12:00:00.000000Z")
            #expect(changed["created_at"]?.hasPrefix("2027-01-01T00:00:00.0000") == true)
            #expect(changed["id"] == sold.id)
            // The key of before still names the license, as Dodo's never changes.
            #expect(try await shop.isValid(sold.key, mine) == true)
            let license = try TrustedKeys(pinning: shop.vendor.issuer.verificationKey).verify(
                LicenseKey(parsing: changed["key"]!))
            #expect(license.claims.activationLimit == .seats(1))
            let free = try await shop.change(
                sold.id, #"{"activations_limit": null, "expires_at": null}"#)
            #expect(free.json["activations_limit"] is NSNull)
            #expect(free.json["expires_at"] is NSNull)
        }
    }

    @Test func `end in the past, and come back with another end`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let past = try await shop.change(sold.id, #"{"expires_at": "2020-05-05T00:00:00Z"}"#)
            #expect(past["status"] == "expired")
            #expect(past["expires_at"] == "2020-05-05T00:00:00.000000Z")
            #expect(try await shop.isValid(sold.key) == false)
            let off = try await shop.change(sold.id, #"{"disabled": true}"#)
            #expect(off["status"] == "disabled", "switched off wins over expired")
            let back = try await shop.change(sold.id, #"{"disabled": false, "expires_at": null}"#)
            #expect(back["status"] == "active")
            #expect(try await shop.isValid(sold.key) == true)
        }
    }

    @Test func `of subscriptions have no end of their own`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell(through: .subscription, lifetime: .perpetual)
            let answer = try await shop.change(
                sold.id, #"{"disabled": true, "expires_at": "2030-01-01T00:00:00Z"}"#)
            #expect(answer.refusal == "400 NO_EXPIRY_ON_SUBSCRIPTION_LICENSE_KEYS")
            let cleared = try await shop.change(sold.id, #"{"expires_at": null}"#)
            #expect(cleared["status"] == "active", "nothing of the refused change was done")
            #expect(cleared["subscription_id"] == "sale-1")
            #expect(cleared.json["payment_id"] is NSNull)
        }
    }

    @Test func `that were revoked look disabled and stay so`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let id = LicenseID(dodo: sold.id)!
            try shop.vendor.registry.issuance.setState(
                of: id, to: .revoked, reason: "refunded", now: TestService.now)
            #expect(
                try await shop.merchant.call(.get, "/license_keys/\(sold.id)")["status"]
                    == "disabled")
            #expect(
                try await shop.change(sold.id, #"{"disabled": false}"#).refusal
                    == "422 INVALID_REQUEST_PARAMETERS")
            #expect(try await shop.change(sold.id, #"{"disabled": true}"#).status == .ok)
            #expect(try shop.vendor.registry.licenses.find(id)?.state == .revoked)
        }
    }

    @Test func `need an issuing key only where a new key is to be made`() async throws {
        try await DodoShop.with(adjust: { parts in
            parts.keys = ServiceKeys(
                answers: try! TestService.key(2), lists: try! TestService.key(3))
        }) { shop in
            let sold = try shop.sell()
            #expect(
                try await shop.change(sold.id, #"{"activations_limit": 9}"#).refusal
                    == "403 FORBIDDEN")
            #expect(try await shop.importing("LEGACY-1").refusal == "403 FORBIDDEN")
            #expect(try await shop.change(sold.id, #"{"disabled": true}"#).status == .ok)
            #expect(try await shop.change(sold.id, #"{"activations_limit": 3}"#).status == .ok)
        }
    }
}

@Suite struct `Keys that are imported through Dodo's interface` {
    @Test func `work at once under their old text`() async throws {
        try await DodoShop.with { shop in
            let answer = try await shop.importing(
                "0f1e-Ä 9", #", "activations_limit": 1, "expires_at": "2027-03-01T00:00:00Z""#)
            #expect(answer.status == .created)
            #expect(answer["key"] == "0f1e-Ä 9")
            #expect(answer["source"] == "import")
            #expect(answer["status"] == "active")
            #expect(answer.json["activations_limit"] as? Int == 1)
            #expect(answer["expires_at"] == "2027-03-01T00:00:00.000000Z")
            #expect(answer.json["payment_id"] is NSNull)
            #expect(answer.json["subscription_id"] is NSNull)
            #expect(answer.json["instances_count"] as? Int == 0)
            #expect(try await shop.activate("0f1e-Ä 9").status == .created)
            #expect(try await shop.activate("0f1e-Ä 9").refusal == "422 LICENSE_KEY_LIMIT_REACHED")
            #expect(try await shop.isValid("0f1e-ä 9") == false, "every character counts")
            // Behind it is a signed license with the same terms.
            let license = try shop.vendor.registry.licenses.find(LicenseID(dodo: answer["id"]!)!)!
            #expect(license.claims.activationLimit == .seats(1))
            #expect(license.claims.expiresAt == Timestamp("2027-03-01"))
            let changed = try await shop.change(answer["id"]!, #"{"activations_limit": 5}"#)
            #expect(changed["key"] == "0f1e-Ä 9", "the text outlives a new token")
        }
    }

    @Test func `have no limit and no end where none is given`() async throws {
        try await DodoShop.with { shop in
            for (key, more) in [
                ("A", ""), ("B", #", "activations_limit": null, "expires_at": null"#),
            ] {
                let answer = try await shop.importing(key, more)
                #expect(answer.json["activations_limit"] is NSNull)
                #expect(answer.json["expires_at"] is NSNull)
            }
            let ended = try await shop.importing("C", #", "expires_at": "2019-01-01T00:00:00Z""#)
            #expect(ended["status"] == "expired")
            #expect(ended["expires_at"] == "2019-01-01T00:00:00.000000Z")
            // No token can end before it is issued, so this one ends as soon as it can.
            let held = try shop.vendor.registry.licenses.details(
                named: KeyReference(text: "C"), of: shop.vendor.organization, now: shop.vendor.now)
            #expect(held?.claims.expiresAt == shop.vendor.now + .seconds(1))
        }
    }

    @Test func `are refused twice, and without repetition`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            #expect(try await shop.importing("LEGACY").status == .created)
            for key in ["LEGACY", sold.key] {
                let again = try await shop.importing(key)
                #expect(again.refusal == "409 LICENSE_KEY_ALREADY_EXISTS")
                #expect(again.headers[.xShouldRetry] == "false")
            }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await shop.importing("AT-ONCE").status.code }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
        }
    }

    @Test func `need a customer and a product of the merchant`() async throws {
        try await DodoShop.with { shop in
            for unknown in ["cus_x", "x", "", shop.product] {
                #expect(
                    try await shop.importing("K", customer: unknown).refusal == "404 NOT_FOUND")
            }
            for unknown in ["pdt_x", shop.customer.id.dodoText] {
                #expect(
                    try await shop.importing("K", product: unknown).refusal == "404 NOT_FOUND")
            }
            for (more, refusal) in [
                (#", "activations_limit": -3"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#", "activations_limit": true"#, "422 INVALID_REQUEST_BODY"),
                (#", "expires_at": """#, "422 INVALID_REQUEST_BODY"),
            ] {
                #expect(try await shop.importing("K", more).refusal == refusal)
            }
            #expect(try await shop.importing("").refusal == "422 INVALID_REQUEST_PARAMETERS")
            #expect(
                try await shop.importing(#"a\u0000"#).refusal == "422 INVALID_REQUEST_PARAMETERS")
            let sold = try shop.sell()
            var forged = Array(sold.key)
            forged[60] = forged[60] == "A" ? "B" : "A"
            #expect(
                try await shop.importing(String(forged)).refusal
                    == "422 INVALID_REQUEST_PARAMETERS")
            #expect(
                try await shop.merchant.call(.post, "/license_keys", #"{"key": "K"}"#).refusal
                    == "422 INVALID_REQUEST_BODY")
        }
    }
}
