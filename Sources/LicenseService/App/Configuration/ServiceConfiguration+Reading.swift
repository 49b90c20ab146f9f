import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Logging
import SQLDatabase

extension ServiceConfiguration {
    /// The settings as far as they can be read.
    struct Read {
        let configuration: ServiceConfiguration
        /// What is wrong with the settings themselves.
        let mistakes: [String]
        /// The settings that others depend on and that have no value.
        let unread: Set<String>
    }

    /// Reads all settings; throws every mistake at once.
    public init(_ sources: SettingSources) throws(ConfigurationMistakes) {
        let read = Self.read(sources)
        guard read.mistakes.isEmpty else {
            throw ConfigurationMistakes(sentences: read.mistakes)
        }
        self = read.configuration
    }

    /// Reads all settings, and continues after a mistake, so that what they name is checked too.
    static func read(_ sources: SettingSources) -> Read {
        var reading = SettingReading(SettingValues(sources))
        let configuration = ServiceConfiguration(&reading)
        return Read(
            configuration: configuration, mistakes: reading.mistakes, unread: reading.unread)
    }

    private init(_ reading: inout SettingReading) {
        let path = reading.required("home")
        home = HomeLayout(path: path)
        database = reading.database() ?? .sqlite(path: home.registryPath)
        statementLimit = reading.span("limits.statement-time", atLeast: .milliseconds(100))
        host = reading.required("listen.host")
        port = reading.number("listen.port", in: 0...65_535)
        tls = reading.tls()
        longestIdle = reading.spanOrNone("clock.idle", atLeast: .seconds(86_400))
        let isEncrypted = tls != nil
        reading.checkPlain(host: host, isEncrypted: isEncrypted)
        publishing = reading.publishing(
            base: "\(isEncrypted ? "https" : "http")://\(host):\(port)")
        passphraseFile = reading["keys.passphrase-file"]
        minting = reading.minting()
        let bundles = reading.bundles()
        trustBundlePath = bundles.first
        otherBundlePaths = Array(bundles.dropFirst())
        acceptedBundle = reading.choice("trust.accept") { UInt64($0) }
        affirmationPaths = reading.affirmations()
        devices = reading.devices()
        webhooks = reading.webhooks()
        shopSettings = reading.shops(canMint: minting != nil)
        mail = reading.mail()
        proxySignIn = reading.proxySignIn()
        limits = reading.limits()
        threads = reading.number("threads", in: 1...64)
        waiting = reading.number("waiting", in: 1...1_000_000)
        logLevel = reading.choice("log.level", Logger.Level.init(rawValue:)) ?? .info
        logFormat = reading.choice("log.format", LogFormat.init(rawValue:)) ?? .text
    }

    /// The values in use, for a person to look at; secrets are not among them.
    public static func effective(_ sources: SettingSources) -> [(name: String, value: String)] {
        let values = SettingValues(sources)
        return Setting.all.map { setting in
            let value = values[setting.name]
            return (setting.name, value.map { shown(setting, $0) } ?? "")
        }
    }

    /// A value without what must not be shown: a database's URL may hold a password.
    private static func shown(_ setting: Setting, _ value: String) -> String {
        guard !setting.isSecret else { return "(secret)" }
        guard setting.name == "database" else { return value }
        return (try? DatabaseURL(value)).map { "\($0)" } ?? "(not a database URL)"
    }
}

// What belongs together, but for what the service sends and shops send to it.
extension SettingReading {
    mutating func database() -> DatabaseURL? {
        guard let text = self["database"] else { return nil }
        do throws(SQLError) {
            return try DatabaseURL(text)
        } catch {
            // The URL may hold a password, so it is not repeated.
            mistakes.append("database: \(error.description); \(error.nextStep)")
            unread.insert("database")
            return nil
        }
    }

    mutating func tls() -> TLSFiles? {
        switch (self["tls.certificate"], self["tls.key"]) {
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        case (nil, nil): return nil
        default:
            mistakes.append("tls.certificate and tls.key must be set together or not at all")
            return nil
        }
    }

    mutating func checkPlain(host: String, isEncrypted: Bool) {
        let isAllowed =
            choice("listen.plain") { ["loopback": false, "anywhere": true][$0] } ?? false
        let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        if !isEncrypted, !isLoopback, !isAllowed {
            mistakes.append(
                "\(host) is not a loopback address, and there is no TLS: set tls.certificate and "
                    + "tls.key, or listen.plain to anywhere behind a proxy that has it")
        }
    }

    /// Whether a text can stand in front of the paths of all that is served and signed.
    private static func isPublicURL(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }),
            text.utf8.count <= 900
        else { return false }
        let rest = text.dropFirst(scheme.count)
        let others = "?#@\\\"<>^`{|}".utf8
        return !rest.isEmpty && rest.first != "/" && rest.first != ":" && !rest.hasSuffix("/")
            && rest.utf8.allSatisfy { (0x21...0x7e).contains($0) && !others.contains($0) }
    }

    mutating func publishing(base: String) -> PublishingPolicy {
        let url = self["public-url"] ?? base
        if !Self.isPublicURL(url) {
            mistakes.append(
                "public-url must be an http or https URL of a host, without a slash at its end")
        }
        var policy = PublishingPolicy(base: url)
        policy.interval = span("publish.interval", atLeast: .milliseconds(10))
        policy.timeToLive = span("publish.ttl", atLeast: .seconds(60))
        policy.expiry = span("publish.expiry", atLeast: .seconds(120))
        if policy.timeToLive >= policy.expiry {
            mistakes.append("publish.ttl must be shorter than publish.expiry")
        }
        return policy
    }

    /// The first is that of the service's own vendor, the others of one more organization each.
    func bundles() -> [String] {
        (self["trust.bundle"] ?? "").split(separator: ",").map(String.init)
    }

    mutating func affirmations() -> [String] {
        guard let paths = self["trust.affirmations"] else { return [] }
        if self["trust.bundle"] == nil {
            mistakes.append("trust.affirmations needs trust.bundle")
        }
        return paths.split(separator: ",").map(String.init)
    }

    mutating func minting() -> (key: KeyName, benefits: Set<BenefitID>)? {
        let benefits =
            choice("keys.minting-benefits") { text -> Set<BenefitID>? in
                let items = text.split(separator: ",")
                let ids = items.compactMap { BenefitID($0) }
                return ids.count == items.count ? Set(ids) : nil
            } ?? []
        let name = choice("keys.minting") { KeyName($0) }
        if name == nil, !benefits.isEmpty {
            mistakes.append("keys.minting-benefits needs keys.minting")
        }
        return name.map { ($0, benefits) }
    }

    mutating func devices() -> DevicePolicy {
        var policy = DevicePolicy()
        policy.lease = spanOrNone("sync.lease", atLeast: .seconds(60))
        policy.allowance = choice("sync.allowance") { UInt64($0) }
        policy.onFork =
            choice("sync.copies") { ["refuse": ForkPolicy.refuse, "warn": .warn][$0] } ?? .refuse
        return policy
    }

    mutating func proxySignIn() -> ProxySignIn? {
        let names = ["header", "proxies", "people"].map { "admin.sign-in-\($0)" }
        let given = names.filter { self[$0] != nil }
        guard !given.isEmpty else { return nil }
        guard given.count == names.count else {
            mistakes.append("\(names.joined(separator: ", ")) must be set together or not at all")
            return nil
        }
        let header = choice(names[0]) { ProxySignIn.header($0) }
        let proxies = networks(names[1])
        let tokens = choice(names[2]) { ProxySignIn.tokens($0) }
        guard let header, let tokens else { return nil }
        return ProxySignIn(header: header, proxies: proxies, tokens: tokens)
    }

    mutating func limits() -> RequestLimits {
        var limits = RequestLimits()
        limits.syncBytes = number("limits.sync-bytes", in: 65_536...67_108_864)
        limits.bodyBytes = number("limits.body-bytes", in: 1024...16_777_216)
        limits.bodyTime = span("limits.body-time", atLeast: .milliseconds(100))
        limits.idleTime = span("limits.idle-time", atLeast: .seconds(1))
        limits.writeTime = span("limits.write-time", atLeast: .milliseconds(100))
        limits.connectionsOfNetwork = number(
            "limits.connections-of-network", in: 1...1_000_000)
        limits.connections = number("limits.connections", in: 1...1_000_000)
        limits.perSecond = number("limits.per-second", in: 0...1_000_000)
        limits.burst = number("limits.burst", in: 1...1_000_000)
        limits.proxies = networks("listen.proxies")
        limits.keyCallsPerSecond = number("limits.keys-per-second", in: 0...1_000_000)
        limits.keyCallsBurst = number("limits.keys-burst", in: 1...1_000_000)
        limits.sameKeyPerSecond = number("limits.one-key-per-second", in: 0...1_000_000)
        limits.sameKeyBurst = number("limits.one-key-burst", in: 1...1_000_000)
        limits.missesPerSecond = number("limits.misses-per-second", in: 0...1_000_000)
        limits.missesBurst = number("limits.misses-burst", in: 1...1_000_000)
        limits.guessesPerSecond = number("limits.guesses-per-second", in: 0...1_000_000)
        limits.guessesBurst = number("limits.guesses-burst", in: 1...1_000_000)
        limits.rotationsPerDay = Int64(number("limits.rotations-per-day", in: 1...1000))
        return limits
    }
}
