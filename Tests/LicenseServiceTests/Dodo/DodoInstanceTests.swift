import COSE
import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Dodo's instances` {
    @Test func `are listed, found and renamed`() async throws {
        try await DodoShop.with { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2))
            let first = try await shop.activate(sold.key, name: "first")["id"]!
            let second = try await shop.activate(sold.key, name: "second")["id"]!
            let others = try await shop.activate(other.key, name: "other")["id"]!
            func found(_ query: String) async throws -> Set<String> {
                let answer = try await shop.merchant.call(.get, "/license_key_instances?\(query)")
                #expect(answer.status == .ok)
                return Set(answer.items.compactMap { $0["id"] as? String })
            }
            #expect(try await found("") == [first, second, others])
            #expect(try await found("license_key_id=\(sold.id)") == [first, second])
            #expect(try await found("grant_id=\(other.grant.id.dodoText)") == [others])
            #expect(
                try await found("grant_id=\(other.grant.id.dodoText)&license_key_id=\(sold.id)")
                    .isEmpty)
            for nothing in [
                "license_key_id=lic_x", "license_key_id=", "grant_id=x", "page_number=1",
                "grant_id=\(sold.id)",
            ] {
                #expect(try await found(nothing).isEmpty, "\(nothing)")
            }
            let shown = try await shop.merchant.call(.get, "/license_key_instances/\(first)")
            #expect(shown["name"] == "first")
            #expect(shown["license_key_id"] == sold.id)
            #expect(shown["business_id"] == shop.vendor.organization.dodoText)
            #expect(
                shown.json.keys.sorted() == [
                    "business_id", "created_at", "id", "license_key_id", "name",
                ])
            let renamed = try await shop.merchant.call(
                .patch, "/license_key_instances/\(first)", #"{"name": "Büro ✓", "id": "x"}"#)
            #expect(renamed.status == .ok)
            #expect(renamed["name"] == "Büro ✓")
            #expect(renamed["created_at"] == shown["created_at"])
            #expect(try await shop.isValid(sold.key, first) == true)
        }
    }

    @Test func `are refused where they are not there or the name is none`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let mine = try await shop.activate(sold.key)["id"]!
            for id in ["x", "lki_x", sold.id, "lki_\(String(repeating: "A", count: 21))Q"] {
                #expect(
                    try await shop.merchant.call(.get, "/license_key_instances/\(id)").refusal
                        == "404 NOT_FOUND")
                #expect(
                    try await shop.merchant.call(
                        .patch, "/license_key_instances/\(id)", #"{"name": "x"}"#
                    ).refusal == "404 NOT_FOUND")
            }
            for (body, refusal) in [
                ("{}", "422 INVALID_REQUEST_BODY"), (#"{"name": 1}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"name": null}"#, "422 INVALID_REQUEST_BODY"), ("", "400 INVALID_REQUEST_BODY"),
                (#"{"name": "\u0000"}"#, "422 INVALID_REQUEST_PARAMETERS"),
            ] {
                #expect(
                    try await shop.merchant.call(.patch, "/license_key_instances/\(mine)", body)
                        .refusal == refusal, "\(body)")
            }
        }
    }

    @Test func `of devices are seen like all others`() async throws {
        try await DodoShop.with(seats: .seats(2)) { shop in
            let license = try shop.vendor.license()
            let key = LicenseKey.text(prefix: license.claims.prefix, message: license.message)
            let device = try shop.vendor.device("ward3", license)
            let request = try device.request(.activate, at: TestService.now)
            _ = try await shop.merchant.client.sync(request.bytes)
            let list = try await shop.merchant.call(
                .get, "/license_key_instances?license_key_id=\(license.claims.license.dodoText)")
            #expect(list.items.count == 1)
            let id = list.items[0]["id"] as! String
            #expect(
                try await shop.merchant.call(
                    .patch, "/license_key_instances/\(id)", #"{"name": ""}"#
                ).refusal == "422 INVALID_REQUEST_PARAMETERS")
            #expect(try await shop.activate(key).status == .created)
            #expect(try await shop.activate(key).refusal == "422 LICENSE_KEY_LIMIT_REACHED")
            // The device may go on until its lease ends, so its seat is taken until then.
            #expect(try await shop.deactivate(key, id).status == .ok)
            #expect(try await shop.activate(key).refusal == "422 LICENSE_KEY_LIMIT_REACHED")
        }
    }
}

@Suite struct `Dodo's grants` {
    @Test func `are listed by customer and by entitlement`() async throws {
        try await DodoShop.with { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2, through: .subscription))
            _ = try await shop.activate(sold.key)
            let ofCustomer = "/customers/\(shop.customer.id.dodoText)/entitlement-grants"
            let ofEntitlement = "/entitlements/\(shop.vendor.benefit.id.dodoEntitlement)/grants"
            for place in [ofCustomer, ofEntitlement] {
                let list = try await shop.merchant.call(.get, place)
                #expect(list.status == .ok)
                #expect(
                    Set(list.items.compactMap { $0["id"] as? String })
                        == [sold.grant.id.dodoText, other.grant.id.dodoText])
                let grant = list.items.first { $0["id"] as? String == sold.grant.id.dodoText }!
                #expect(grant["status"] as? String == "Delivered")
                #expect(grant["integration_type"] as? String == "license_key")
                #expect(grant["payment_id"] as? String == "sale-1")
                #expect(grant["subscription_id"] is NSNull)
                let key = grant["license_key"] as? [String: Any]
                #expect(key?["key"] as? String == sold.key)
                #expect(key?["id"] as? String == sold.id)
                #expect(key?["status"] as? String == "active")
                #expect(key?["activations_used"] as? Int == 1)
                #expect(key?["activations_limit"] as? Int == 3)
                for (query, count) in [
                    ("status=Delivered", 2), ("status=Revoked", 0), ("status=Pending", 0),
                    ("status=Failed", 0), ("page_size=1", 1), ("page_number=1", 0),
                ] {
                    let found = try await shop.merchant.call(.get, "\(place)?\(query)").items.count
                    #expect(found == count, "\(query)")
                }
                let bad = try await shop.merchant.call(.get, "\(place)?status=delivered")
                #expect(bad.refusal == "400 INVALID_QUERY_PARAMS")
            }
            for (query, count) in [
                ("integration_type=license_key", 2), ("integration_type=github", 0),
            ] {
                let found = try await shop.merchant.call(.get, "\(ofCustomer)?\(query)").items
                #expect(found.count == count)
            }
            for (query, count) in [
                ("customer_id=\(shop.customer.id.dodoText)", 2), ("customer_id=x", 0),
            ] {
                let found = try await shop.merchant.call(.get, "\(ofEntitlement)?\(query)").items
                #expect(found.count == count)
            }
            for place in [
                "/customers/cus_x/entitlement-grants", "/entitlements/ent_x/grants",
                "/entitlements/\(shop.product)/grants",
            ] {
                #expect(
                    try await shop.merchant.call(.get, place).refusal == "404 NOT_FOUND",
                    "\(place)")
            }
        }
    }

    @Test func `are revoked with their keys, once and for all`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let entitlement = "/entitlements/\(shop.vendor.benefit.id.dodoEntitlement)"
            for id in ["x", "entg_x", sold.id] {
                #expect(
                    try await shop.merchant.call(.delete, "\(entitlement)/grants/\(id)").refusal
                        == "404 NOT_FOUND")
            }
            let place = "\(entitlement)/grants/\(sold.grant.id.dodoText)"
            let revoked = try await shop.merchant.call(.delete, place)
            #expect(revoked.status == .ok)
            #expect(revoked["status"] == "Revoked")
            #expect(revoked["revocation_reason"] == "manual")
            #expect(revoked["revoked_at"] == "2027-01-01T00:00:00.000000Z")
            #expect(try await shop.merchant.call(.delete, place).bytes == revoked.bytes)
            #expect(try await shop.isValid(sold.key) == false)
            #expect(
                try await shop.merchant.call(.get, "/license_keys/\(sold.id)")["status"]
                    == "disabled")
        }
    }

    private static let fulfillments: [(body: String, refusal: String)] = [
        ("", "400 INVALID_REQUEST_BODY"), ("{}", "422 INVALID_REQUEST_BODY"),
        (#"{"key": 1}"#, "422 INVALID_REQUEST_BODY"),
        (#"{"key": "K", "activations_limit": 0}"#, "422 INVALID_REQUEST_PARAMETERS"),
        (#"{"key": "K", "expires_at": "soon"}"#, "422 INVALID_REQUEST_BODY"),
        (#"{"key": "K"}"#, "422 INVALID_REQUEST_PARAMETERS"),
    ]

    @Test(arguments: fulfillments)
    func `have their keys, and take no others`(
        _ row: (body: String, refusal: String)
    ) async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let place = "/grants/\(sold.grant.id.dodoText)/license-key"
            #expect(try await shop.merchant.call(.post, place, row.body).refusal == row.refusal)
            #expect(try await shop.isValid("K") == false)
            #expect(try await shop.isValid(sold.key) == true)
            let other = try await shop.merchant.call(
                .post, "/grants/\(sold.id)/license-key", #"{"key": "K"}"#)
            #expect(other.refusal == "404 NOT_FOUND")
        }
    }
}

@Suite struct `Ids in Dodo's form` {
    @Test(arguments: 0..<UInt64(50))
    func `are read back, and nothing else is`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let id = LicenseID.random(using: &generator)
        let text = id.dodoText
        #expect(text.utf8.count == 26)
        #expect(LicenseID(dodo: text) == id)
        #expect(ActivationID(dodo: text) == nil)
        #expect(LicenseID(dodo: text + "A") == nil)
        #expect(LicenseID(dodo: text.dropLast()) == nil)
        #expect(LicenseID(dodo: text.uppercased()) == nil)
        #expect(LicenseID(dodo: "\(id)") == nil)
    }

    private static let times: [(text: String, floor: String?, ceiling: String?)] = [
        ("2027-03-01T09:30:00Z", "2027-03-01T09:30:00Z", "2027-03-01T09:30:00Z"),
        ("2027-03-01T11:30:00+02:00", "2027-03-01T09:30:00Z", "2027-03-01T09:30:00Z"),
        ("2027-03-01T09:30:00.000Z", "2027-03-01T09:30:00Z", "2027-03-01T09:30:00Z"),
        (
            "2027-03-01T09:30:00.123456789012Z", "2027-03-01T09:30:00Z",
            "2027-03-01T09:30:00.123457Z"
        ),
        ("2027-03-01T09:30:00.5-01:00", "2027-03-01T10:30:00Z", "2027-03-01T10:30:00.5Z"),
        ("2027-03-01T09:30:00.9999999Z", "2027-03-01T09:30:00Z", "2027-03-01T09:30:01Z"),
        ("2027-03-01", nil, nil), ("2027-03-01T09:30:00", nil, nil), ("", nil, nil),
        ("2027-03-01T09:30:00.Z", nil, nil), ("2027-03-01T09:30.5:00Z", nil, nil), (".", nil, nil),
        ("2027-13-01T09:30:00Z", nil, nil), ("2027-03-01T09:30:00.1.1Z", nil, nil),
    ]

    @Test(arguments: times)
    func `stand beside times with any offset and fraction`(
        _ row: (text: String, floor: String?, ceiling: String?)
    ) {
        let time = DodoTime(row.text)
        #expect(time?.floor == row.floor.flatMap { Timestamp($0) })
        #expect(time?.ceiling == row.ceiling.flatMap { ExactTime($0) })
    }
}
