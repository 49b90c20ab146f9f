import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `The configuration` {
    private static func sources(
        _ flags: [String: String] = ["home": "/x"], _ environment: [String: String] = [:],
        _ file: String? = nil
    ) -> SettingSources {
        SettingSources(flags: flags, environment: environment, file: file.map { Array($0.utf8) })
    }

    @Test(arguments: [
        ("postgresql://app:hush@db.example:5432/latchkey?sslmode=verify-full", "db.example:5432"),
        ("sqlite:/srv/registry.sqlite", "sqlite:/srv/registry.sqlite"),
        ("nonsense://app:hush@db", "not a database URL"),
    ])
    func `shows a database without its password`(url: String, shown: String) throws {
        let sources = SettingSources(
            flags: ["database": url], environment: [:], file: nil)
        let value = ServiceConfiguration.effective(sources).first { $0.name == "database" }?.value
        #expect(value?.contains(shown) == true)
        #expect(value?.contains("hush") == false)
    }

    @Test func `is taken from flags, environment and file, in this order`() throws {
        let file = #"{"home": "/file", "listen": {"port": 1, "host": "127.0.0.3"}, "threads": 7}"#
        let environment = ["LATCHKEYD_LISTEN_PORT": "2", "LATCHKEYD_HOME": "/environment"]
        let configuration = try ServiceConfiguration(
            Self.sources(["listen.port": "3"], environment, file))
        #expect(configuration.port == 3)
        #expect(configuration.home.path == "/environment")
        #expect(configuration.host == "127.0.0.3")
        #expect(configuration.threads == 7)
        #expect(configuration.publishing.base == "http://127.0.0.3:3")
        #expect(configuration.limits.burst == 400)
    }

    @Test func `names a variable of the environment for every setting`() throws {
        for setting in Setting.all {
            let values = SettingValues(Self.sources([:], [setting.variable: "mine"]))
            #expect(values[setting.name] == "mine", "\(setting.name)")
            #expect(values.mistakes.isEmpty)
        }
    }

    @Test func `may be saved by editors and shells of Windows`() throws {
        let file = "{\r\n// \"home\": \"/comment\",\r\n\"home\": \"/Müller\"\r\n}\r\n"
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let wide: [UInt8] =
            [0xff, 0xfe] + file.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        for saved in [mark + Array(file.utf8), wide] {
            let bytes = try SettingFile.read(saved, of: "/nowhere")
            let values = SettingValues(SettingSources(flags: [:], environment: [:], file: bytes))
            #expect(values.mistakes.isEmpty)
            #expect(values["home"] == "/Müller")
        }
    }

    @Test func `may have comments, which are lines of their own`() throws {
        let file = """
            // The first line.
            {
                \t// "home": "/comment",
                "home": "/file",   
                "webhooks.url": "https://example.com/a//b"
            }
            // The last one.
            """
        let bytes = try SettingFile.read(Array(file.utf8), of: "/nowhere")
        let values = SettingValues(SettingSources(flags: [:], environment: [:], file: bytes))
        #expect(values.mistakes.isEmpty)
        #expect(values["home"] == "/file")
        #expect(values["webhooks.url"] == "https://example.com/a//b")
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 6)
    }

    @Test func `has a template that sets what is asked for and nothing else`() throws {
        let template = SettingFile.template(["home": "/srv/\"x\"", "threads": "8"])
        let bytes = try SettingFile.read(Array(template.utf8), of: "/nowhere")
        let configuration = try ServiceConfiguration(
            SettingSources(flags: [:], environment: [:], file: bytes))
        #expect(configuration.home.path == "/srv/\"x\"")
        #expect(configuration.threads == 8)
        for setting in Setting.all {
            #expect(template.contains("// \(setting.summary)\n"), "\(setting.name)")
        }
        // A setting whose comment is taken away is one, with the value that held before.
        var active = template
        for setting in Setting.all {
            active = active.replacing("    // \"\(setting.name)\"", with: "    \"\(setting.name)\"")
        }
        let values = SettingValues(
            SettingSources(
                flags: [:], environment: [:],
                file: try SettingFile.read(Array(active.utf8), of: "/nowhere")))
        #expect(values.mistakes.isEmpty)
        #expect(values["limits.burst"] == "400")
        // Every setting without a value can be seen, and is empty.
        #expect(values["mail.from"] == "")
    }

    @Test func `reports all mistakes together`() {
        let file = #"{"treads": 1, "log": {"format": null}}"#
        let mistakes = #expect(throws: ConfigurationMistakes.self) {
            try ServiceConfiguration(
                Self.sources(
                    [
                        "listen.port": "70000", "listen.host": "10.0.0.1", "tls.key": "k",
                        "listen.proxies": "10.0.0.1/8", "limits.statement-time": "soon",
                        "sync.copies": "allow", "publish.ttl": "100d", "nothing": "1",
                        "admin.sign-in-header": "Remote-User",
                    ], ["LATCHKEYD_LOG_LEVEL": "loud", "LATCHKEYD_OTHER": "1"], file))
        }
        let sentences = mistakes?.sentences ?? []
        for word in [
            "home", "listen.port", "10.0.0.1 is no", "listen.proxies", "limits.statement-time",
            "tls.certificate", "sync.copies", "publish.ttl",
            "admin.sign-in-people must be set together", "nothing", "log.level", "LATCHKEYD_OTHER",
            "treads", "log.format",
        ] {
            #expect(sentences.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test func `names shops with what their ids stand for`() throws {
        let ours = "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
        let other = "4f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
        let file = """
            {"home": "/x", "keys": {"minting": "issuer"}, "hooks": {"renewal-margin": "7d",
             "polar": {"secret-file": "/polar", "grace": "3d", "refunds": "keep",
             "benefits": ["prod_1=\(ours)", "prod_1=\(other)", "ben=\(ours)"]}},
             "mail": {"program": "/usr/sbin/sendmail", "from": "ACME <keys@acme.example>"}}
            """
        let configuration = try ServiceConfiguration(Self.sources([:], [:], file))
        let shop = try #require(configuration.shopSettings.first)
        #expect(configuration.shopSettings.count == 1 && shop.shop == .polar)
        #expect(shop.benefits["prod_1"]?.map { "\($0)" } == [ours, other])
        #expect(shop.grace == .seconds(259_200) && !shop.revokesRefunded)
        #expect(shop.renewalMargin == .seconds(604_800))
        #expect(configuration.mail?.arguments == ["-t", "-i"])
        #expect(configuration.mail?.from.address == "keys@acme.example")
        // The file of secrets is not there.
        #expect(throws: ConfigurationMistakes.self) { try configuration.shops() }
    }

    @Test func `reports what is wrong with shops and mail together`() {
        let mistakes = #expect(throws: ConfigurationMistakes.self) {
            try ServiceConfiguration(
                Self.sources([
                    "home": "/x", "hooks.polar.benefits": "a=b", "hooks.polar.refunds": "never",
                    "hooks.dodo.benefits": "p=3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e",
                    "hooks.polar.grace": "soon", "hooks.renewal-margin": "1w",
                    "mail.program": "sendmail", "mail.from": "nobody",
                ]))
        }
        for word in [
            "hooks.polar.benefits", "hooks.polar.refunds", "hooks.dodo.secret-file",
            "hooks.polar.grace", "hooks.renewal-margin", "mail.from",
        ] {
            #expect(mistakes?.sentences.contains { $0.contains(word) } == true, "\(word)")
        }
    }

    @Test func `names the entry of a list of benefits that is wrong, and what it should be`() {
        let id = "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
        let mistakes = #expect(throws: ConfigurationMistakes.self) {
            try ServiceConfiguration(
                Self.sources([
                    "home": "/x", "hooks.polar.secret-file": "secrets",
                    "hooks.polar.benefits": "\(id)=\(id),\(id)=team",
                ]))
        }
        #expect(
            mistakes?.sentences.contains {
                $0.contains("hooks.polar.benefits has the entry \"\(id)=team\"")
                    && $0.contains("`latchkeyd benefits list`")
            } == true)
    }

    @Test(arguments: ["", "[]", "{", "\"home\""])
    func `is no file of another form`(text: String) {
        #expect(throws: ConfigurationMistakes.self) {
            try ServiceConfiguration(Self.sources(["home": "/x"], [:], text))
        }
    }

    @Test func `goes without TLS on loopback, or where it is said to be right`() throws {
        let open = ["home": "/x", "listen.host": "0.0.0.0"]
        #expect(throws: ConfigurationMistakes.self) {
            try ServiceConfiguration(Self.sources(open))
        }
        _ = try ServiceConfiguration(
            Self.sources(open.merging(["listen.plain": "anywhere"]) { $1 }))
        let secure = try ServiceConfiguration(
            Self.sources(open.merging(["tls.certificate": "c", "tls.key": "k"]) { $1 }))
        #expect(secure.publishing.base.hasPrefix("https://"))
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5min", .seconds(300)),
        ("12h", .seconds(43_200)), ("90d", .seconds(7_776_000)),
    ])
    func `reads spans`(text: String, span: Duration) {
        #expect(Duration(span: text) == span)
    }

    @Test(arguments: ["", "5", "d", "-1s", "1w", "99999999999999999999d", "1 s"])
    func `reads no other spans`(text: String) {
        #expect(Duration(span: text) == nil)
    }
}

@Suite struct `A line of the log` {
    private static func line(_ format: LogFormat, _ value: String) -> String {
        let lines = Lines()
        var logger = Logger(label: "test") { _ in
            LineLogHandler(level: .info, format: format) { line in
                lines.all.withLock { $0.append(line) }
            }
        }
        logger.logLevel = .info
        logger.info("request", metadata: ["value": "\(value)"])
        logger.debug("unseen")
        return lines.all.withLock { $0.joined() }
    }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test(arguments: ["a b", "a\nb", "a\"b", "a=b", "", "é", "\u{7f}"])
    func `cannot be taken for another`(value: String) {
        let text = Self.line(.text, value)
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(text.contains(" info request value=\""))
        let json = Self.line(.json, value)
        #expect(json.filter { $0 == "\n" }.count == 1 && json.hasPrefix("{"))
    }

    @Test func `shows plain words as they are`() {
        #expect(Self.line(.text, "/v1/sync").hasSuffix(" info request value=/v1/sync\n"))
    }
}

@Suite struct `A client's share` {
    @Test func `is filled up again by time alone`() {
        let limit = RateLimit<String>(perSecond: 2, burst: 3)
        let start = ContinuousClock.now
        #expect((0..<5).map { _ in limit.take(by: "a", at: start) } == [nil, nil, nil, 1, 1])
        #expect(limit.take(by: "b", at: start) == nil)
        #expect(limit.take(by: "a", at: start + .milliseconds(500)) == nil)
        #expect(limit.take(by: "a", at: start + .milliseconds(500)) == 1)
        #expect((0..<4).map { _ in limit.take(by: "a", at: start + .seconds(60)) }.last == 1)
    }

    @Test func `is owed where a request cost more than was left`() {
        let limit = RateLimit<String>(perSecond: 2, burst: 3)
        let start = ContinuousClock.now
        #expect(limit.take(by: "a", at: start) == nil)
        limit.charge(11, to: "a", at: start)
        #expect(limit.take(by: "a", at: start) == 5)
        #expect(limit.take(by: "a", at: start + .seconds(5)) == nil)
    }

    @Test func `that is used up is not forgotten for many that are not`() {
        let limit = RateLimit<String>(perSecond: 1, burst: 2)
        let start = ContinuousClock.now
        for _ in 0..<2 { _ = limit.take(by: "a", at: start) }
        for number in 0..<70_000 { _ = limit.take(by: "\(number)", at: start) }
        #expect(limit.take(by: "a", at: start) == 1)
    }

    @Test func `takes no memory without bound`() {
        let limit = RateLimit<String>(perSecond: 1, burst: 1)
        let start = ContinuousClock.now
        for number in 0..<70_000 { _ = limit.take(by: "\(number)", at: start) }
        #expect(limit.clientCount <= 65_536)
        for number in 0..<70_000 { limit.charge(1, to: "charged \(number)", at: start) }
        #expect(limit.clientCount <= 65_536)
    }
}

@Suite struct `A range of bytes` {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.bytes(0..<1)), ("bytes=5-", .bytes(5..<10)),
        ("bytes=-3", .bytes(7..<10)), ("bytes=-30", .bytes(0..<10)),
        ("bytes=3-99", .bytes(3..<10)), ("bytes=10-", .outside), ("bytes=10-12", .outside),
        ("bytes=-0", .outside),
    ])
    func `is read as RFC 9110 has it`(header: String, range: ByteRange) {
        #expect(ByteRange(header, of: 10) == range)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=3-2", "bytes=0-1,3-4", "items=0-1",
        "bytes=a-b", "bytes=99999999999999999999-", "bytes=0-1-2",
    ])
    func `is ignored in any other form`(header: String) {
        #expect(ByteRange(header, of: 10) == nil)
    }
}
