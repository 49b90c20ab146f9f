import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

/// One mistake that a person can make, and a word of the sentence that tells it.
struct SetUpMistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Flags of `check-config` and of `serve`; `HOME` stands for the home directory.
    let flags: [String]
    /// What is said of it.
    let words: [String]
    /// What is done to the home directory first.
    let change: @Sendable (_ home: String) throws -> Void

    init(
        _ name: String, _ flags: [String], says words: String...,
        after change: @escaping @Sendable (_ home: String) throws -> Void = { _ in }
    ) {
        testDescription = name
        self.flags = flags
        self.words = words
        self.change = change
    }

    private static let stranger = "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"

    private static func set(_ settings: String...) -> [String] {
        settings.flatMap { ["--set", $0] }
    }

    private static func write(_ text: String, _ path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func certificate(_ home: String, _ name: String) throws {
        let made = try runProcess(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=localhost", "-keyout", "\(home)/\(name).key", "-out",
                "\(home)/\(name).pem",
            ])
        #expect(made.status == 0)
    }

    static let all: [SetUpMistake] = [
        SetUpMistake("a setting", set("threads=0"), says: "threads must be"),
        SetUpMistake(
            "a clock that is years ahead of the registry", [],
            says: "the registry's newest record is from", "clock.idle=none",
            after: { home in
                let registry = try TestDatabase(path: HomeLayout(path: home).registryPath)
                try registry.run(
                    "UPDATE audit_record SET recorded_at = recorded_at - 401 * 86400")
            }),
        SetUpMistake(
            "a key that is missing", [], says: "service.key", "No such file",
            after: { try FileManager.default.removeItem(atPath: $0 + "/keys/service.key") }),
        SetUpMistake(
            "a key that is damaged", [], says: "status.key",
            after: { try write("nothing", $0 + "/keys/status.key") }),
        SetUpMistake(
            "a key of another service", [], says: "keys/status.key", "does not know",
            after: { home in
                let file = home + "/keys/status.key"
                try FileManager.default.removeItem(atPath: file)
                let made = try runProcess(
                    "/usr/bin/openssl", ["genpkey", "-algorithm", "ed25519", "-out", file])
                #expect(made.status == 0)
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file)
            }),
        SetUpMistake(
            "a passphrase that is missing", set("keys.passphrase-file=HOME/none"),
            says: "keys.passphrase-file", "none"),
        SetUpMistake(
            "a minting key that is missing", set("keys.minting=nobody"),
            says: "keys.minting", "nobody"),
        SetUpMistake(
            "a benefit that is missing",
            set("keys.minting=issuer", "keys.minting-benefits=\(stranger)"),
            says: "keys.minting-benefits", stranger),
        SetUpMistake(
            "a benefit of a shop that is missing",
            set(
                "keys.minting=issuer", "hooks.dodo.secret-file=HOME/hook",
                "hooks.dodo.benefits=pdt_1=\(stranger)"), says: "hooks.dodo.benefits", stranger,
            after: {
                try write("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", $0 + "/hook")
            }),
        SetUpMistake(
            "a secret of a shop", set("hooks.polar.secret-file=HOME/hook"),
            says: "hooks.polar.secret-file", "usable secrets",
            after: { try write("\n", $0 + "/hook") }),
        SetUpMistake(
            "a secret of a shop in quotation marks", set("hooks.polar.secret-file=HOME/hook"),
            says: "hooks.polar.secret-file", "quotation marks",
            after: { try write("\"polar_whs_MDEyMzQ1Njc4OTAx\"\n", $0 + "/hook") }),
        SetUpMistake(
            "a secret of a shop as UTF-16", set("hooks.polar.secret-file=HOME/hook"),
            says: "hooks.polar.secret-file", "characters that no secret has",
            after: { try write("p\0o\0l\0a\0r\0", $0 + "/hook") }),
        SetUpMistake(
            "an address with a query", ["--public-url", "https://keys.example/?shop=1"],
            says: "public-url"),
        SetUpMistake(
            "an address with a blank", ["--public-url", "https://keys.example /x"],
            says: "public-url"),
        SetUpMistake(
            "an address without a host", ["--public-url", "https:///x"], says: "public-url"),
        SetUpMistake(
            "a span that is too short", set("sync.lease=30s"),
            says: "sync.lease must be a duration of 60s or more"),
        SetUpMistake(
            "a secret of a webhook",
            set("webhooks.url=https://example.com/", "webhooks.secret-file=HOME/hook"),
            says: "webhooks.secret-file", "one or two lines",
            after: { try write("whsec_x", $0 + "/hook") }),
        SetUpMistake(
            "a certificate that is missing",
            ["--tls-certificate", "HOME/a.pem", "--tls-key", "HOME/b.key"], says: "a.pem",
            "No such file", after: { try certificate($0, "b") }),
        SetUpMistake(
            "a certificate that is none",
            ["--tls-certificate", "HOME/a.pem", "--tls-key", "HOME/b.key"], says: "a.pem",
            "holds no certificate",
            after: {
                try certificate($0, "b")
                try write("nothing", $0 + "/a.pem")
            }),
        SetUpMistake(
            "a key that is none", ["--tls-certificate", "HOME/a.pem", "--tls-key", "HOME/b.key"],
            says: "b.key", "holds no private key",
            after: {
                try certificate($0, "a")
                try write("nothing", $0 + "/b.key")
            }),
        SetUpMistake(
            "a key of another certificate",
            ["--tls-certificate", "HOME/a.pem", "--tls-key", "HOME/b.key"], says: "b.key",
            "is not the key of",
            after: {
                try certificate($0, "a")
                try certificate($0, "b")
            }),
        SetUpMistake(
            "a trust bundle", set("trust.bundle=HOME/bundle"), says: "trust.bundle",
            after: { try write("nothing", $0 + "/bundle") }),
        SetUpMistake(
            "a trust bundle that is missing", set("trust.bundle=HOME/bundle"),
            says: "trust.bundle", "cannot be read"),
        SetUpMistake(
            "the token of a person whom a proxy signs in",
            set(
                "admin.sign-in-header=Remote-User", "admin.sign-in-proxies=127.0.0.1",
                "admin.sign-in-people=ann=\(stranger)"), says: "admin.sign-in-people", stranger),
        SetUpMistake(
            "a mail program", set("mail.program=HOME/sendmail", "mail.from=a@acme.example"),
            says: "mail.program", "cannot be run",
            after: { try write("", $0 + "/sendmail") }),
        SetUpMistake(
            "a host",
            ["--host", "no.such.host.invalid", "--port", "9", "--set", "listen.plain=anywhere"],
            says: "listen", "no.such.host.invalid"),
        SetUpMistake(
            "a file that is no database", set("database=sqlite:HOME/hook"), says: "database",
            after: { try write(String(repeating: "nothing ", count: 4096), $0 + "/hook") }),
        SetUpMistake(
            "a registry that is missing", set("database=sqlite:HOME/none.sqlite"),
            says: "database", "registry resume"),
        SetUpMistake(
            "a server that is not there",
            set("database=postgresql://nobody@127.0.0.1:1/latchkey?connect_timeout=2"),
            says: "database"),
        SetUpMistake(
            "a registry of a newer program", [], says: "database", "migration 999",
            after: {
                try TestDatabase(path: $0 + "/registry.sqlite").run(
                    "INSERT INTO migration (number, name, digest, applied_at) VALUES (999, 'x', $1, 0)",
                    [.blob([0])])
            }),
    ]
}

@Suite struct `What is wrong with a set-up` {
    private static func withHome(_ body: (String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let home = directory + "/home"
            #expect(try EndedCommand.latchkeyd(["init", "--home", home]).status == 0)
            #expect(
                try EndedCommand.latchkeyd(["keys", "new", "issuer", "--home", home]).status == 0)
            try body(home)
        }
    }

    private static func flags(_ mistake: SetUpMistake, _ home: String) -> [String] {
        let port = mistake.flags.contains("--port") ? [] : ["--port", "0"]
        return ["--home", home] + port + mistake.flags.map { $0.replacing("HOME", with: home) }
    }

    /// What frameworks say, and no person understands.
    private static func checkWords(_ talk: String) {
        for word in [
            "NIO", "Error Domain", "NSCocoa", "boringSSL", "BoringSSL", "PEM_read", "IOError",
            "Optional(", "DecodingError",
        ] {
            #expect(!talk.contains(word), "\(talk)")
        }
    }

    @Test(arguments: SetUpMistake.all)
    func `is told by a check, and ends a start with the same sentence`(
        _ mistake: SetUpMistake
    ) throws {
        try Self.withHome { home in
            try mistake.change(home)
            let flags = Self.flags(mistake, home)
            let check = try EndedCommand.latchkeyd(["check-config", "--json"] + flags)
            #expect(check.status == 78, "\(check.talk)")
            let told = try #require(check.json["mistakes"] as? [String])
            let sentence = try #require(told.first, "\(check.talk)")
            #expect(told.count == 1, "\(told)")
            for word in mistake.words { #expect(sentence.contains(word), "\(sentence)") }
            let start = try EndedCommand.latchkeyd(["serve"] + flags)
            #expect(start.status != 0)
            // The clock goes on between the two.
            let time = /T\d\d:\d\d:\d\dZ/
            #expect(
                start.talk.replacing(time, with: "").contains(sentence.replacing(time, with: "")),
                "\(start.talk)")
            Self.checkWords(check.talk + start.talk)
        }
    }

    @Test func `is told whole by a check, and its first part by a start`() throws {
        try Self.withHome { home in
            try FileManager.default.removeItem(atPath: home + "/keys/service.key")
            let flags =
                [
                    "--home", home, "--port", "0", "--tls-certificate", "no.pem", "--tls-key",
                    "no.key",
                ]
                + [
                    "threads=0", "keys.minting=nobody", "trust.bundle=none",
                    "mail.program=/none", "mail.from=a@acme.example",
                    "hooks.dodo.secret-file=none",
                ].flatMap { ["--set", $0] }
            let check = try EndedCommand.latchkeyd(["check-config", "--json"] + flags)
            let told = try #require(check.json["mistakes"] as? [String])
            #expect(check.status == 78)
            for word in [
                "threads", "tls", "trust.bundle", "hooks.dodo", "mail.program", "service.key",
                "keys.minting",
            ] {
                #expect(told.contains { $0.contains(word) }, "\(word) \(told)")
            }
            let start = try EndedCommand.latchkeyd(["serve"] + flags)
            #expect(start.status == 78)
            #expect(start.talk.components(separatedBy: "error:").count - 1 == 6)
            #expect(start.talk.contains("\(told.count - 5) more mistakes"), "\(start.talk)")
        }
    }

    @Test func `is a port that another program has`() throws {
        try Self.withHome { home in
            let node = try ServedProcess(home: home)
            for command in ["check-config", "serve"] {
                let ended = try EndedCommand.latchkeyd([
                    command, "--home", home, "--port", "\(node.port)",
                ])
                #expect(ended.status == (command == "serve" ? 69 : 78))
                #expect(ended.talk.contains("another program listens on 127.0.0.1:\(node.port)"))
                Self.checkWords(ended.talk)
            }
            let beside = try EndedCommand.latchkeyd([
                "check-config", "--home", home, "--port", "0",
            ])
            #expect(beside.status == 0, "\(beside.talk)")
            #expect(node.end() == 0)
        }
    }

    @Test func `is not a registry of an older program, which a start brings up to date`() throws {
        try Self.withHome { home in
            let registry = try TestDatabase(path: home + "/registry.sqlite")
            func steps() throws -> Int64? {
                try registry.open(connections: 1).read { (reader) throws(SQLError) in
                    try reader.value(Int64.self, "SELECT COUNT(*) AS n FROM migration")
                }
            }
            try registry.run(
                "DELETE FROM migration WHERE number = $1", [.integer(RegistrySchema.version)])
            let before = try steps()
            let check = try EndedCommand.latchkeyd([
                "check-config", "--home", home, "--port", "0", "--json",
            ])
            #expect(check.status == 0, "\(check.talk)")
            #expect((check.json["notes"] as? [String])?.first?.contains("older version") == true)
            #expect(try steps() == before, "a check changes nothing")
        }
    }

    @Test(arguments: Driver.available.filter { $0 == .postgreSQL })
    func `is a user of the database who may not write`(_ driver: Driver) throws {
        try TestDatabase.with(driver) { database in
            try withTemporaryDirectory { directory in
                let home = directory + "/home"
                let settings = ["--home", home, "--port", "0", "--set"]
                #expect(
                    try EndedCommand.latchkeyd(
                        ["init"] + settings + ["database=\(database.text)"]
                    ).status == 0)
                let reader = database.text.replacing(
                    "options=", with: "options=-crole%3Dpg_read_all_data%20")
                for command in ["check-config", "serve"] {
                    let ended = try EndedCommand.latchkeyd(
                        [command] + settings + ["database=\(reader)"])
                    #expect(ended.status == (command == "serve" ? 77 : 78), "\(ended.talk)")
                    #expect(ended.talk.contains("may not change"), "\(ended.talk)")
                }
            }
        }
    }
}
