import COSE
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `License keys over the management interface` {
    @Test func `are minted, found, taken back and given back`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(
                    .post, "/manage/v1/license-keys",
                    """
                    {"benefit_id": "\(vendor.benefit.id)", "customer_name": "Ann"}
                    """)
                #expect(made.status == .created)
                let id = try #require(made["id"])
                let key = try LicenseKey(parsing: try #require(made["key"]))
                let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(key)
                #expect("\(license.claims.license)" == id)
                #expect(made.json["activation_limit"] as? Int == 3)
                #expect(made["customer_name"] == "Ann")
                #expect(
                    try await caller.call(.get, "/manage/v1/license-keys/\(id)")["key"]
                        == made["key"])
                // One is written by hand, a list by Codable.
                let (one, list) = (
                    try await caller.call(.get, "/manage/v1/license-keys/\(id)"),
                    try await caller.call(.get, "/manage/v1/license-keys")
                )
                #expect(
                    String(decoding: list.bytes, as: UTF8.self).contains(
                        String(decoding: one.bytes, as: UTF8.self)))
                let revoked = try await caller.call(
                    .post, "/manage/v1/license-keys/\(id)/revoke", #"{"reason": "refunded"}"#)
                #expect(revoked["state"] == "revoked")
                #expect(revoked["state_reason"] == "refunded")
                #expect(
                    try await caller.call(.post, "/manage/v1/license-keys/\(id)/disable")["code"]
                        == "license.revoked")
                #expect(
                    try await caller.call(.post, "/manage/v1/license-keys/\(id)/enable")["state"]
                        == "granted")
                let log = try await caller.call(.get, "/manage/v1/audit?subject=\(id)")
                #expect(
                    log.items.map { $0["action"] as? String } == [
                        "license.issue", "license.revoked", "license.granted",
                    ])
                #expect(log.items.allSatisfy { $0["actor"] as? String == "api:\(caller.id)" })
            }
        }
    }

    @Test func `keep their id through a new key, and the old one ends as it should`() async throws {
        try await TestService.with { vendor in
            let old = try vendor.license()
            let id = old.claims.license
            let first = try #require(old.claims.statusIndex)
            try await vendor.withCaller { caller in
                let longer = try await caller.call(
                    .patch, "/manage/v1/license-keys/\(id)",
                    #"{"expires_at": "2030-01-01T00:00:00Z"}"#)
                #expect(longer.status == .ok)
                #expect(longer["id"] == "\(id)")
                #expect(longer["expires_at"] == "2030-01-01T00:00:00Z")
                var statuses = try vendor.registry.statusLists.statuses(of: id)
                #expect(statuses.map(\.status) == [.valid, .valid])
                let fewer = try await caller.call(
                    .patch, "/manage/v1/license-keys/\(id)", #"{"activation_limit": 1}"#)
                #expect(fewer.json["activation_limit"] as? Int == 1)
                #expect(
                    try await caller.call(.post, "/manage/v1/license-keys/\(id)/rotate").status
                        == .ok)
                statuses = try vendor.registry.statusLists.statuses(of: id)
                #expect(statuses.map(\.status).filter { $0 == .invalid }.count == 3)
                #expect(statuses.first { $0.index == first }?.status == .invalid)
                try await caller.call(.post, "/manage/v1/license-keys/\(id)/revoke")
                #expect(
                    try vendor.registry.statusLists.statuses(of: id).allSatisfy {
                        $0.status == .invalid
                    })
            }
        }
    }

    @Test func `come in pages, whatever is asked for`() async throws {
        try await TestService.with { vendor in
            for seed in 1...7 { _ = try vendor.license(seed: UInt64(seed)) }
            try await vendor.withCaller { caller in
                var seen: [String] = []
                var place = "/manage/v1/license-keys?limit=3&state=granted"
                for _ in 0..<4 {
                    let page = try await caller.call(.get, place)
                    seen += page.items.compactMap { $0["id"] as? String }
                    guard let next = page["next_cursor"] else { break }
                    place = "/manage/v1/license-keys?limit=3&state=granted&cursor=\(next)"
                }
                #expect(Set(seen).count == 7 && seen.count == 7)
                #expect(
                    try await caller.call(
                        .get, "/manage/v1/license-keys?benefit_id=\(vendor.benefit.id)"
                    )
                    .items.count == 7)
                #expect(
                    try await caller.call(.get, "/manage/v1/license-keys?state=revoked").items
                        .isEmpty)
                #expect(
                    try await caller.call(
                        .get, "/manage/v1/license-keys?expiring_before=2020-01-01"
                    )
                    .items.isEmpty)
                for bad in ["limit=0", "limit=x", "state=gone", "cursor=1", "benefit_id=9"] {
                    let answer = try await caller.call(.get, "/manage/v1/license-keys?\(bad)")
                    #expect(answer.status == .unprocessableContent, "\(bad)")
                }
            }
        }
    }

    @Test func `that were minted elsewhere are taken once`() async throws {
        try await TestService.with { vendor in
            let minted = try vendor.issuer.mint(
                vendor.benefit.terms, for: .init(vendor.benefit.id), issuedAt: TestService.now)
            let body =
                #"{"license_keys": [{"key": "\#(minted.text)", "customer_name": "Bob"}, "#
                + #"{"key": "ACME_junk"}]}"#
            try await vendor.withCaller { caller in
                let first = try await caller.call(
                    .post, "/manage/v1/license-keys/import", body)
                let results = first.json["results"] as? [[String: Any]] ?? []
                #expect(results.map { $0["result"] as? String } == ["imported", "refused"])
                // Where it was first, and still answers.
                let again = try await caller.call(.post, "/v1/license-keys/import", body)
                let known = again.json["results"] as? [[String: Any]] ?? []
                #expect(known.first?["result"] as? String == "known")
            }
        }
    }

    @Test func `are not minted without the key for their benefit`() async throws {
        try await TestService.with(adjust: { parts in
            parts.keys = ServiceKeys(
                answers: try! TestService.key(2), lists: try! TestService.key(3))
        }) { vendor in
            try await vendor.withCaller { caller in
                let answer = try await caller.call(
                    .post, "/manage/v1/license-keys", #"{"benefit_id": "\#(vendor.benefit.id)"}"#)
                #expect(answer.status == .forbidden)
                #expect(answer["code"] == "no-minting")
            }
        }
    }
}

@Suite struct `The other things of the management interface` {
    @Test func `are benefits that are made as they are described`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(
                    .post, "/manage/v1/benefits",
                    """
                    {"name": "team", "prefix": "TEAM", "lifetime": "6mo", "activation_limit": 0,
                     "conditions": {"major": 2, "os": "linux"}, "entitlements": ["export"],
                     "grace_seconds": 60}
                    """)
                #expect(made.status == .created)
                let id = try #require(made["id"])
                let found = try await caller.call(.get, "/manage/v1/benefits/\(id)")
                #expect(found.bytes == made.bytes)
                #expect(
                    try await caller.call(.get, "/manage/v1/benefits").items.compactMap {
                        $0["name"] as? String
                    } == ["pro", "team"])
                let wrong = try await caller.call(
                    .post, "/manage/v1/benefits",
                    #"{"name": "Team!", "prefix": "t", "lifetime": "soon", "usage_limit": 0}"#)
                #expect(wrong.status == .unprocessableContent)
                #expect((wrong.json["errors"] as? [Any])?.count == 4)
                #expect(
                    try await caller.call(
                        .post, "/manage/v1/benefits", #"{"name": "team", "prefix": "T"}"#
                    ).status == .conflict)
            }
        }
    }

    @Test func `are benefits whose keys fit into a small field`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let body = #"{"name": "till", "prefix": "TILL", "key_form": "short"}"#
                let made = try await caller.call(.post, "/manage/v1/benefits", body)
                #expect(made["key_form"] == "short")
                let id = try #require(made["id"])
                func mint() async throws -> TestCaller.Answer {
                    try await caller.call(
                        .post, "/manage/v1/license-keys", #"{"benefit_id": "\#(id)"}"#)
                }
                let short = try await mint()
                let form = /TILL-[0-9A-F]{8}(-[0-9A-F]{4,12}){4}/
                #expect(short["short_key"]?.wholeMatch(of: form) != nil)
                #expect(short["key"]?.hasPrefix("TILL_") == true)
                let listed = try await caller.call(.get, "/manage/v1/license-keys").items
                #expect(listed.first?["short_key"] as? String == short["short_key"])
                let signed = try await caller.call(
                    .put, "/manage/v1/benefits/\(id)", #"{"name": "till", "prefix": "TILL"}"#)
                #expect(signed["key_form"] == "signed")
                #expect(try await mint()["short_key"] == nil)
                let odd = try await caller.call(
                    .put, "/manage/v1/benefits/\(id)",
                    body.replacing("short", with: "shorter"))
                #expect(odd.status == .unprocessableContent)
                #expect(
                    try vendor.registry.auditLog.records(limit: 1000).count {
                        $0.action == "benefit.key-form"
                    } == 2)
            }
        }
    }

    @Test func `are seats that are listed and freed`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            try await vendor.withCaller { caller in
                let request = try ledger.request(.activate, at: TestService.now)
                try ledger.take(await caller.client.sync(request.bytes))
                try await ledger.consume(5, at: TestService.now)
                let report = try ledger.pendingReport(at: TestService.now)
                try ledger.take(await caller.client.sync(report.bytes))
                let place = "/manage/v1/license-keys/\(license.claims.license)"
                let seats = try await caller.call(.get, "\(place)/activations")
                let id = try #require(seats.items.first?["id"] as? String)
                let usage = try await caller.call(.get, "\(place)/usage")
                #expect((usage.json["usage"] as? [String: Int]) == ["0": 5])
                #expect(
                    try await caller.call(.delete, "/manage/v1/activations/\(id)").status
                        == .noContent)
                #expect(
                    try await caller.call(.get, "/manage/v1/activations/\(id)")["standing"]
                        == "ended")
                #expect(
                    try await caller.call(.delete, "/manage/v1/activations/\(id)").status
                        == .notFound)
            }
        }
    }

    @Test func `are tokens, which are shown once, rotated and taken back`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(
                    .post, "/manage/v1/tokens", #"{"name": "shop", "scopes": ["licenses:read"]}"#)
                let shop = TestCaller(
                    client: caller.client, token: try #require(made["token"]))
                #expect(try await shop.call(.get, "/manage/v1/license-keys").status == .ok)
                #expect(try await shop.call(.get, "/manage/v1/benefits").status == .forbidden)
                let list = try await caller.call(.get, "/manage/v1/tokens")
                #expect(list.items.allSatisfy { $0["token"] == nil })
                let id = try #require(made["id"])
                let rotated = try await caller.call(.post, "/manage/v1/tokens/\(id)/rotate")
                #expect(
                    try await shop.call(.get, "/manage/v1/license-keys").status == .unauthorized)
                let again = TestCaller(
                    client: caller.client, token: try #require(rotated["token"]))
                #expect(try await again.call(.get, "/manage/v1/license-keys").status == .ok)
                #expect(
                    try await caller.call(.delete, "/manage/v1/tokens/\(id)").status == .noContent)
                #expect(
                    try await again.call(.get, "/manage/v1/license-keys").status == .unauthorized)
            }
        }
    }

    @Test func `are an audit log that can be exported and checked`() async throws {
        try await TestService.with { vendor in
            for seed in 1...5 { _ = try vendor.license(seed: UInt64(seed)) }
            try await vendor.withCaller { caller in
                let export = try await caller.call(.get, "/manage/v1/audit/export")
                let lines = String(decoding: export.bytes, as: UTF8.self).split(separator: "\n")
                #expect(Int64(lines.count) == (try vendor.registry.auditLog.verify().sequence))
                #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
                let filtered = try await caller.call(
                    .get, "/manage/v1/audit/export?action=license.issue")
                #expect(filtered.bytes.count { $0 == 10 } == 5)
            }
        }
    }
}

@Suite struct `Bearer tokens` {
    @Test(arguments: [
        "", "Bearer", "Bearer x", "Basic abc", "Bearer lk_00_00",
        "Bearer lk_00000000000000000000000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `that are none open nothing`(header: String) async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.router) { client in
                let answer = try await client.execute(
                    uri: "/manage/v1/license-keys", method: .get, headers: [.authorization: header])
                #expect(answer.status == .unauthorized)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
        }
    }

    @Test func `open nothing when one character is another`() async throws {
        try await TestService.with { vendor in
            let token = try vendor.token()
            for offset in [3, 20, 36, 50] {
                var characters = Array(token.utf8)
                characters[offset] = characters[offset] == UInt8(ascii: "a") ? 98 : 97
                let other = String(decoding: characters, as: UTF8.self)
                try await vendor.application.test(.router) { client in
                    let caller = TestCaller(client: client, token: other)
                    let status = try await caller.call(.get, "/manage/v1/tokens").status
                    #expect(status == .unauthorized)
                }
            }
        }
    }

    @Test func `open nothing after their end`() async throws {
        try await TestService.with { vendor in
            let ended = try vendor.token(expiresAt: TestService.now)
            let good = try vendor.token(expiresAt: TestService.now + .seconds(1))
            try await vendor.application.test(.router) { client in
                let late = TestCaller(client: client, token: ended)
                let refused = try await late.call(.get, "/manage/v1/benefits").status
                #expect(refused == .unauthorized)
                let early = TestCaller(client: client, token: good)
                let status = try await early.call(.get, "/manage/v1/benefits").status
                #expect(status == .ok)
            }
        }
    }

    @Test func `of one organization do not reach another's things`() async throws {
        try await TestService.with { vendor in
            let other = Organization(id: .random(), name: "Other")
            try vendor.registry.organizations.add(other, now: TestService.now)
            let license = try vendor.license().claims.license
            let token = try vendor.token(organization: other.id)
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                for (method, place) in [
                    (HTTPRequest.Method.get, "/manage/v1/license-keys/\(license)"),
                    (.post, "/manage/v1/license-keys/\(license)/revoke"),
                    (.get, "/manage/v1/license-keys/\(license)/activations"),
                    (.get, "/manage/v1/benefits/\(vendor.benefit.id)"),
                    (.get, "/manage/v1/license-keys?organization_id=\(vendor.organization)"),
                ] {
                    let status = try await caller.call(method, place).status
                    #expect(status == .notFound, "\(place)")
                }
                for place in ["/manage/v1/tokens", "/manage/v1/audit"] {
                    let status = try await caller.call(.get, place).status
                    #expect(status == .forbidden, "\(place)")
                }
                #expect(try await caller.call(.get, "/manage/v1/license-keys").items.isEmpty)
                #expect(try await caller.call(.get, "/manage/v1/organizations").items.count == 1)
            }
        }
    }
}
