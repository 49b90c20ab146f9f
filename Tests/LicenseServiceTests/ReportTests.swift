import CBOR
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

/// What `latchkeyd` reports to people and to programs.
@Suite struct `A report at the command line` {
    private static func withHome(_ body: (String, Registry) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/home"
            #expect(try EndedCommand.latchkeyd(["init", "--home", path]).status == 0)
            try body(
                path,
                Registry.open(sqlite: HomeLayout(path: path).registryPath, now: TestService.now))
        }
    }

    @Test func `on the audit log says where it ends`() throws {
        try Self.withHome { home, registry in
            let end = try registry.auditLog.verify()
            let hash = Hexadecimal.encode(end.hash)
            let text = try EndedCommand.latchkeyd(["audit", "verify", "--home", home])
            #expect(text.status == 0)
            #expect(text.output == "\(end.sequence) records, unbroken\nlast hash \(hash)\n")
            let json = try EndedCommand.latchkeyd(["audit", "verify", "--home", home, "--json"])
            #expect(json.json["records"] as? Int64 == end.sequence)
            #expect(json.json["last_hash"] as? String == hash)
            let same = try EndedCommand.latchkeyd(
                ["audit", "verify", "--home", home, "--from", hash, "--json"])
            #expect(same.json["added"] as? Int64 == 0)
            let database = try TestDatabase(path: "\(HomeLayout(path: home).registryPath)")
            try database.run(
                "DELETE FROM audit_record WHERE sequence = \(end.sequence)")
            let shorter = try EndedCommand.latchkeyd(["audit", "verify", "--home", home])
            #expect(shorter.status == 0, "nothing but an earlier hash shows it")
            let cut = try EndedCommand.latchkeyd(
                ["audit", "verify", "--home", home, "--from", hash, "--json"])
            #expect(cut.status == 65)
            #expect(cut.json["code"] as? String == "audit.cut-off")
            let other = try EndedCommand.latchkeyd(
                ["audit", "verify", "--home", home, "--from", "5e1f"])
            #expect(other.status == 64)
            try database.run("UPDATE audit_record SET detail = 'nothing' WHERE sequence = 2")
            let broken = try EndedCommand.latchkeyd(["audit", "verify", "--home", home, "--json"])
            #expect(broken.status == 65)
            #expect(broken.json["code"] as? String == "store.audit-broken")
            #expect(broken.json["records"] == nil, "a failure, and no report")
        }
    }

    @Test func `on tokens shows a secret only where it was just made`() throws {
        try Self.withHome { home, registry in
            let made = try EndedCommand.latchkeyd([
                "token", "new", "shop", "--scope", "licenses:read", "--home", home, "--json",
            ])
            #expect(made.json["name"] as? String == "shop")
            #expect(made.json["scopes"] as? [String] == ["licenses:read"])
            let owner = try #require(try registry.organizations.first())
            #expect(made.json["organization"] as? String == "\(owner)")
            #expect(made.json["expires_at"] == nil)
            let wide = try EndedCommand.latchkeyd([
                "token", "new", "wide", "--all-organizations", "--lifetime", "90d", "--home", home,
                "--json",
            ])
            #expect(wide.json["organization"] == nil)
            #expect(wide.json["expires_at"] is String)
            try registry.organizations.add(
                Organization(id: .random(), name: "Other"), now: TestService.now)
            let unsaid = try EndedCommand.latchkeyd(["token", "new", "unsaid", "--home", home])
            #expect(unsaid.status == 64 && unsaid.talk.contains("--all-organizations"))
            let id = try #require(made.json["id"] as? String)
            let text = try #require(made.json["token"] as? String)
            #expect(try registry.tokens.all().contains { "\($0.id)" == id })
            #expect(
                try EndedCommand.latchkeyd(["token", "revoke", id, "--home", home]).status == 0)
            let list = try EndedCommand.latchkeyd(["token", "list", "--home", home, "--json"])
            let tokens = try #require(list.json["tokens"] as? [[String: Any]])
            #expect(tokens.count == 3)
            #expect(!list.output.contains(text))
            let shop = try #require(tokens.first { $0["id"] as? String == id })
            #expect(shop["is_good"] as? Bool == false)
            #expect(shop["revoked_at"] is String)
            let first = try #require(tokens.first { $0["id"] as? String != id })
            #expect(first["is_good"] as? Bool == true)
            #expect((first["scopes"] as? [String])?.count == TokenScope.allCases.count)
            let lines = try EndedCommand.latchkeyd(["token", "list", "--home", home]).output
                .split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.contains { $0.hasPrefix(id) && $0.contains("  ended  shop") })
        }
    }

    @Test func `on the settings has all of them, and every mistake`() throws {
        try Self.withHome { home, _ in
            let good = try EndedCommand.latchkeyd([
                "check-config", "--home", home, "--port", "0", "--json",
            ])
            #expect(good.status == 0, "\(good.talk)")
            let settings = try #require(good.json["settings"] as? [[String: Any]])
            #expect(settings.count == Setting.all.count)
            let port = settings.first { $0["name"] as? String == "listen.port" }
            #expect(port?["value"] as? String == "0")
            #expect((good.json["mistakes"] as? [String])?.isEmpty == true)
        }
        let bad = try EndedCommand.latchkeyd([
            "check-config", "--port", "70000", "--set", "threads=0", "--json",
        ])
        #expect(bad.status == 78)
        let mistakes = try #require(bad.json["mistakes"] as? [String])
        for word in ["home", "listen.port", "threads"] {
            #expect(mistakes.contains { $0.contains(word) }, "\(word)")
            #expect(bad.talk.contains(word), "\(word)")
        }
        let text = try EndedCommand.latchkeyd(["check-config", "--home", "/x"])
        #expect(text.status == 78 && text.talk.contains("there is no directory /x"))
        #expect(text.output.contains("listen.port"))
        #expect(!text.output.contains("{"))
    }
}
