import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

/// The management interface is nobody else's contract: what it does not know is a mistake of who sends
/// it, and passing over it would do something else than what was meant.
@Suite struct `Requests to the management interface` {
    private static let keys = "/manage/v1/license-keys"

    @Test func `are refused with the names of the members that are not known`() async throws {
        try await TestService.with { vendor in
            let id = try vendor.license().claims.license
            try await vendor.withCaller { caller in
                for (body, detail) in [
                    (#"{"state": "revoked"}"#, "state: is not known here"),
                    (
                        #"{"expire_at": "2030-01-01T00:00:00Z", "reason": "x"}"#,
                        "expire_at: is not known here; reason: is not known here"
                    ),
                    (
                        #"{"activation_limit": 1, "activation_limit": 9}"#,
                        "activation_limit: is there twice"
                    ),
                    (#"{"activation_limit": -1}"#, "activation_limit: must be 0 or more"),
                    (
                        #"{"usage_limit": 1.5}"#,
                        "usage_limit: must be a whole number of at most 64 bits"
                    ),
                    (
                        #"{"usage_limit": 1e30}"#,
                        "usage_limit: must be a whole number of at most 64 bits"
                    ),
                ] {
                    let answer = try await caller.call(.patch, "\(Self.keys)/\(id)", body)
                    #expect(answer.status == .unprocessableContent, "\(body)")
                    #expect(answer["detail"] == detail, "\(body)")
                }
                let broken = try await caller.call(
                    .patch, "\(Self.keys)/\(id)", #"{"activation_limit": 5,}"#)
                #expect(broken.status == .badRequest && broken["code"] == "malformed")
                // Nothing of it was done.
                let license = try await caller.call(.get, "\(Self.keys)/\(id)")
                #expect(license["state"] == "granted")
                #expect(license.json["activation_limit"] as? Int == 3)
                let nested = try await caller.call(
                    .post, "\(Self.keys)/import", #"{"license_keys": [{"key": "x", "odd": 1}]}"#)
                #expect(nested["detail"] == "license_keys.0.odd: is not known here")
                // What was read can be sent back.
                let benefit = "/manage/v1/benefits/\(vendor.benefit.id)"
                let read = try await caller.call(.get, benefit)
                let sent = String(decoding: read.bytes, as: UTF8.self)
                let written = try await caller.call(.put, benefit, sent)
                #expect(written.status != .unprocessableContent)
            }
        }
    }

    @Test func `are refused where the query names what is not known`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                for path in [Self.keys, "/manage/v1/customers", "/manage/v1/benefits"] {
                    let answer = try await caller.call(.get, "\(path)?colour=red")
                    #expect(answer.status == .unprocessableContent, "\(path)")
                    #expect(answer["detail"] == "colour: is not known here", "\(path)")
                }
                let twice = try await caller.call(
                    .get, "\(Self.keys)?state=revoked&state=granted")
                #expect(twice["detail"] == "state: is there twice")
            }
        }
    }

    @Test func `find a license by the key that people have`() async throws {
        try await TestService.with { vendor in
            let signed = try vendor.license()
            var extras = LicenseExtras()
            extras.text = "00000002-aaaa-4bbb-8ccc-0123456789ab"
            let other = try vendor.issuer.mint(
                vendor.benefit.terms, for: Grant(vendor.benefit.id), issuedAt: vendor.now)
            try vendor.registry.issuance.record(
                LicenseRecord(other), with: extras, now: vendor.now)
            try await vendor.withCaller { caller in
                func ids(_ query: String) async throws -> [String] {
                    try await caller.call(.get, "\(Self.keys)?\(query)").items
                        .compactMap { $0["id"] as? String }
                }
                let imported = "\(other.claims.license)"
                let key = signed.text
                let bySigned = try await ids("key=\(key)")
                #expect(bySigned == ["\(signed.claims.license)"])
                let byText = try await ids("key=00000002-aaaa-4bbb-8ccc-0123456789ab")
                #expect(byText == [imported])
                let typed = try await ids("key=00000002AAAA4BBB8CCC0123456789AB")
                #expect(typed == [imported])
                let nobody = try await ids("key=zzz")
                #expect(nobody.isEmpty)
                let revoked = try await ids("key=\(key)&state=revoked")
                #expect(revoked.isEmpty)
            }
        }
    }

    @Test func `find a customer by the mailbox, and show it`() async throws {
        try await TestService.with { vendor in
            for (name, email) in [("Ann", "ann@example.com"), ("Bo", "bo@example.com")] {
                var customer = CustomerRecord(
                    id: .random(), organization: vendor.organization, name: name,
                    createdAt: vendor.now)
                customer.email = email
                try vendor.registry.customers.add(customer, now: vendor.now)
            }
            try await vendor.withCaller { caller in
                let found = try await caller.call(
                    .get, "/manage/v1/customers?email=ANN@example.com")
                #expect(found.items.map { $0["name"] as? String } == ["Ann"])
                #expect(found.items.map { $0["email"] as? String } == ["ann@example.com"])
                let id = try #require(found.items.first?["id"] as? String)
                let one = try await caller.call(.get, "/manage/v1/customers/\(id)")
                #expect(one["email"] == "ann@example.com")
                let nobody = try await caller.call(
                    .get, "/manage/v1/customers?email=nobody@example.com")
                #expect(nobody.status == .ok && nobody.items.isEmpty)
            }
        }
    }
}
