import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Grants over the management interface` {
    private static func body(
        _ vendor: TestService, sale: String = "ord_1", kind: String = "order", more: String = ""
    ) -> String {
        """
        {"benefit_id": "\(vendor.benefit.id)", "external_customer_id": "u1", "customer_name": "Ann",
         "customer_email": "ann@example.com", "sale_kind": "\(kind)", "sale": "\(sale)"\(more)}
        """
    }

    @Test func `are made once, listed, taken back and given again`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(.post, "/manage/v1/grants", Self.body(vendor))
                #expect(made.status == .created)
                let id = try #require(made["id"])
                let key = try #require(made["license_key_id"])
                let again = try await caller.call(.post, "/manage/v1/grants", Self.body(vendor))
                #expect(again.status == .ok && again["id"] == id)
                #expect(again["license_key_id"] == key)
                let other = try await caller.call(
                    .post, "/manage/v1/grants", Self.body(vendor, sale: "ord_2"))
                #expect(other["customer_id"] == made["customer_id"])
                #expect(other["license_key_id"] != key)
                let list = try await caller.call(
                    .get, "/manage/v1/grants?customer_id=\(made["customer_id"]!)&limit=1")
                #expect(list.items.count == 1)
                let rest = try await caller.call(
                    .get, "/manage/v1/grants?limit=1&cursor=\(list["next_cursor"]!)")
                #expect(rest.items.count == 1)
                let listed = (list.items + rest.items).compactMap { $0["id"] as? String }
                #expect(Set(listed) == [id, other["id"]!])
                let end = try await caller.call(
                    .get, "/manage/v1/grants?limit=1&cursor=\(rest["next_cursor"]!)")
                #expect(end.items.isEmpty && end["next_cursor"] == nil)
                let revoked = try await caller.call(.post, "/manage/v1/grants/\(id)/revoke")
                #expect(revoked["license_key_state"] == "revoked")
                #expect(revoked["revoked_at"] != nil)
                let granted = try await caller.call(.get, "/manage/v1/grants?granted=true")
                #expect(granted.items.count == 1)
                let restored = try await caller.call(.post, "/manage/v1/grants/\(id)/restore")
                #expect(restored["license_key_state"] == "granted")
                #expect(restored["license_key_id"] == key)
                #expect(try await caller.call(.get, "/manage/v1/grants/\(id)")["id"] == id)
                try await caller.call(
                    .post, "/manage/v1/license-keys/\(key)/disable", #"{"reason": "x"}"#)
                let still = try await caller.call(.post, "/manage/v1/grants/\(id)/restore")
                #expect(still["license_key_state"] == "disabled")
            }
        }
    }

    @Test func `of a subscription end only where that is said, and can be made longer`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                func end(_ more: String, _ sale: String) async throws -> String? {
                    let made = try await caller.call(
                        .post, "/manage/v1/grants",
                        Self.body(vendor, sale: sale, kind: "subscription", more: more))
                    let key = try #require(made["license_key_id"])
                    return try await caller.call(.get, "/manage/v1/license-keys/\(key)")[
                        "expires_at"]
                }
                let endless = try await end("", "sub_1")
                #expect(endless == nil)
                #expect(
                    try await end(#", "expires_at": "2027-06-01T00:00:00Z""#, "sub_2")
                        == "2027-06-01T00:00:00Z")
            }
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"benefit_id": "x"}"#, #"{"benefit_id": "B", "sale_kind": "gift"}"#,
        #"{"benefit_id": "B", "sale_kind": "order"}"#, #"{"benefit_id": "B", "sale": ""}"#,
        #"{"benefit_id": "B", "customer_email": "a b@c"}"#,
        #"{"benefit_id": "B", "customer_name": "a\u0000"}"#,
        #"{"benefit_id": "B", "expires_at": "2020-01-01T00:00:00Z"}"#,
    ])
    func `are refused where something is wrong with them`(body: String) async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let answer = try await caller.call(
                    .post, "/manage/v1/grants",
                    body.replacing("\"B\"", with: "\"\(vendor.benefit.id)\""))
                #expect(answer.status == .unprocessableContent)
                #expect(try vendor.licenses().isEmpty)
            }
        }
    }

    @Test func `are not seen by other organizations, nor without the scope`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(.post, "/manage/v1/grants", Self.body(vendor))
                let id = try #require(made["id"])
                let other = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
                try vendor.registry.organizations.add(
                    Organization(id: other, name: "Other Ltd"), now: TestService.now)
                let foreign = TestCaller(
                    client: caller.client, token: try vendor.token(organization: other))
                for path in ["", "/revoke", "/restore"] {
                    let answer = try await foreign.call(
                        path.isEmpty ? .get : .post, "/manage/v1/grants/\(id)\(path)")
                    #expect(answer.status == .notFound)
                }
                let reader = TestCaller(
                    client: caller.client, token: try vendor.token([.licensesRead]))
                #expect(
                    try await reader.call(.post, "/manage/v1/grants/\(id)/revoke").status
                        == .forbidden)
            }
        }
    }
}
