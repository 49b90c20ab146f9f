import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Ids in messages of the service's own format` {
    private struct Place: Hashable {
        let path: String
        /// The native id of what is found there; nil where a page of others is.
        let id: String?
    }

    /// Where each id of a message's data leads.
    private static func places(in data: [String: Any]) throws -> Set<Place> {
        var places: Set<Place> = []
        func add(_ members: [String: Any], isInstance: Bool) throws {
            let ids = try #require(members["ids"] as? [String: String])
            let natives = [
                "license-keys": ids["license_key_id"], "customers": ids["customer_id"],
                "benefits": ids["benefit_id"], "activations": ids["activation_id"],
                "grants": ids["grant_id"],
            ].compactMapValues(\.self)
            for (kind, id) in natives { places.insert(Place(path: "\(kind)/\(id)", id: id)) }
            for (name, kind) in [
                ("id", isInstance ? "activations" : "license-keys"),
                ("license_key_id", "license-keys"), ("product_id", "benefits"),
                ("customer_id", "customers"),
            ] {
                // Who is made up for a license of nobody has no native id.
                guard let text = members[name] as? String, let id = natives[kind] else { continue }
                places.insert(Place(path: "\(kind)/\(text)", id: id))
            }
            for organization in [
                members["business_id"] as? String, members["brand_id"] as? String,
                ids["organization_id"],
            ].compactMap(\.self) {
                places.insert(
                    Place(path: "license-keys?organization_id=\(organization)", id: nil))
            }
        }
        try add(data, isInstance: false)
        if let instance = data["instance"] as? [String: Any] { try add(instance, isInstance: true) }
        return places
    }

    @Test func `lead to what they name, each in both forms`() async throws {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port)
                let vendor = shop.vendor
                try await vendor.withCaller { caller in
                    let made = try await caller.call(
                        .post, "/manage/v1/license-keys",
                        """
                        {"benefit_id": "\(vendor.benefit.id.dodoText)",
                         "customer_email": "ann@example.com"}
                        """)
                    #expect(made.status == .created)
                    let (id, key) = (try #require(made["id"]), try #require(made["key"]))
                    let seat = try await caller.call(
                        .post, "/licenses/activate",
                        #"{"license_key": "\#(key)", "name": "ward"}"#)
                    let instance = try #require(seat["id"])
                    #expect(
                        try await caller.call(.delete, "/manage/v1/activations/\(instance)").status
                            == .noContent)
                    try await caller.call(
                        .patch, "/manage/v1/license-keys/\(id)", #"{"activation_limit": 5}"#)
                    for verb in ["disable", "enable", "revoke"] {
                        let done = try await caller.call(
                            .post, "/manage/v1/license-keys/\(id)/\(verb)")
                        #expect(done.status == .ok, "\(verb)")
                    }
                    // One that nobody is named for.
                    _ = try vendor.license()
                    await (try shop.dispatcher()).drain()
                    let messages = receiver.messages
                    #expect(
                        Set(messages.map(\.type)) == [
                            "license_key.created", "license_key.activated",
                            "license_key.deactivated", "license_key.updated",
                            "license_key.disabled", "license_key.enabled", "license_key.revoked",
                        ])
                    for message in messages {
                        let places = try Self.places(in: message.data)
                        #expect(places.count >= 7)
                        for place in places {
                            let found = try await caller.call(.get, "/manage/v1/\(place.path)")
                            #expect(found.status == .ok, "\(message.type) \(place.path)")
                            #expect(place.id == nil || found["id"] == place.id, "\(place.path)")
                        }
                    }
                    let ids = try #require(
                        messages.first { $0.type == "license_key.activated" }?
                            .data["ids"] as? [String: String])
                    #expect(ids["license_key_id"] == id)
                    #expect(ids["customer_id"] == made["customer_id"])
                    #expect(ids["activation_id"] != nil)
                }
            }
        }
    }

    @Test func `are taken with the prefix of their own kind alone`() async throws {
        try await TestService.with { vendor in
            let (license, customer) = try await vendor.sold(to: "Ann")
            try await vendor.withCaller { caller in
                let prefix = "/manage/v1/license-keys"
                let wrong = license.dodoText.replacingOccurrences(of: "lic_", with: "cus_")
                for text in [wrong, "lic_", "lic_AAAA", license.dodoText + "A", "_"] {
                    #expect(
                        try await caller.call(.get, "\(prefix)/\(text)").status == .notFound,
                        "\(text)")
                }
                let list = try await caller.call(
                    .get,
                    "\(prefix)?customer_id=\(customer.dodoText)&benefit_id=\(vendor.benefit.id.dodoEntitlement)"
                )
                #expect(list.items.compactMap { $0["id"] as? String } == ["\(license)"])
                let refused = try await caller.call(
                    .get, "\(prefix)?customer_id=\(license.dodoText)")
                #expect(refused["detail"]?.contains("customer_id") == true)
                #expect(IDOfAnyKind.uuid(customer.dodoText) == "\(customer)")
                #expect(IDOfAnyKind.uuid("\(customer)") == nil)
            }
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/keys/\(license.dodoText)")
                #expect(page.status == .ok)
                #expect(page.text.contains("\(license)") && page.text.contains(license.dodoText))
                for text in [license.dodoText, customer.dodoText] {
                    let found = try await browser.get("/admin/keys?q=\(text)")
                    #expect(found.text.contains("/admin/keys/\(license)"), "\(text)")
                }
            }
        }
    }
}
