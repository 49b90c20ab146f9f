/// One thing that can be set, by flag, environment or file.
public struct Setting: Sendable {
    /// The name, in parts that dots separate: `listen.port`, LATCHKEYD_LISTEN_PORT.
    public let name: String
    /// The value of a setting that is not set; nil for none.
    public let fallback: String?
    /// What it is for.
    public let summary: String
    /// Whether its value must not be shown.
    public var isSecret = false

    init(_ name: String, _ fallback: String?, _ summary: String) {
        self.name = name
        self.fallback = fallback
        self.summary = summary
    }

    /// The parts of the name.
    var parts: [String] { name.split(separator: ".").map(String.init) }

    /// The variable of the environment.
    public var variable: String {
        "LATCHKEYD_"
            + name.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    /// Everything that can be set, in the order in which it is shown.
    public static let all = [
        Setting("home", nil, "the directory of keys and registry"),
        Setting(
            "database", nil, "sqlite:PATH or postgresql://…; the registry of the home directory"),
        Setting("listen.host", "127.0.0.1", "the address to listen on"),
        Setting("listen.port", "8470", "the port to listen on; 0 for any"),
        Setting("listen.plain", "loopback", "where TLS is not required: loopback or anywhere"),
        Setting(
            "listen.proxies", nil,
            "proxies whose X-Forwarded-For is believed: addresses and networks, by comma"),
        Setting("public-url", nil, "where callers find this service; part of status lists"),
        Setting(
            "admin.sign-in-header", nil,
            "the header by which a proxy names the operator whom it has signed in"),
        Setting(
            "admin.sign-in-proxies", nil,
            "the proxies that may set it: addresses and networks of their own, by comma"),
        Setting(
            "admin.sign-in-people", nil,
            "whom it may name, each with the id of the API token whose scopes they have: "
                + "ann@example.com=ID, by comma; * for everybody else"),
        Setting("tls.certificate", nil, "a PEM file with the certificate and its chain"),
        Setting("tls.key", nil, "a PEM file with the private key"),
        Setting("keys.passphrase-file", nil, "a file whose first line opens the keys"),
        Setting("keys.minting", nil, "the issuing key that may mint here"),
        Setting("keys.minting-benefits", nil, "the benefits that it may mint, by comma"),
        Setting(
            "trust.bundle", nil,
            "a file with the signed trust bundle to hand out; for several organizations one of "
                + "each, by comma"),
        Setting(
            "trust.affirmations", nil,
            "files with affirmation lists: which licenses of stolen keys stay good, by comma"),
        Setting(
            "trust.accept", nil,
            "the version of a bundle that is handed out although keys or licenses end by it"),
        Setting("sync.lease", "30d", "how long a seat is good without a sync, or none"),
        Setting("sync.allowance", nil, "units that a device may use ahead of its reports"),
        Setting("sync.copies", "refuse", "a ledger that is in use twice: refuse or warn"),
        Setting(
            "clock.idle", "400d",
            "how long before its start the registry may have last changed, or none for any time"),
        Setting("publish.interval", "500ms", "how often changes are looked for"),
        Setting("publish.ttl", "1d", "how long a list may be cached before the next is fetched"),
        Setting("publish.expiry", "90d", "how long a list is valid"),
        Setting(
            "webhooks.delays", nil,
            "seconds before each attempt, by comma; by default a schedule of days"),
        Setting("webhooks.timeout", "20s", "how long an attempt may take"),
        Setting("webhooks.sweep", "30s", "how often expired licenses are looked for"),
        Setting("webhooks.loopback", "refuse", "endpoints on this machine: refuse or allow"),
        Setting("webhooks.url", nil, "an endpoint of the first organization"),
        Setting("webhooks.secret-file", nil, "a file with its secret, and the former one"),
        Setting("hooks.polar.secret-file", nil, "a file with the secrets of Polar's webhooks"),
        Setting("hooks.polar.benefits", nil, "its ids mapped to benefits: theirs=ours, by comma"),
        Setting("hooks.polar.grace", "0s", "how long a sale continues after a late payment"),
        Setting("hooks.polar.refunds", "revoke", "orders refunded in full: revoke or keep"),
        Setting("hooks.dodo.secret-file", nil, "a file with the secrets of Dodo's webhooks"),
        Setting("hooks.dodo.benefits", nil, "its ids mapped to benefits: theirs=ours, by comma"),
        Setting("hooks.dodo.refunds", "revoke", "payments refunded in full: revoke or keep"),
        Setting(
            "hooks.renewal-margin", nil,
            "how long after its paid time a subscription's license ends; unset for no end"),
        Setting("mail.program", nil, "the sendmail program that sends customers their keys"),
        Setting("mail.arguments", "-t,-i", "its arguments, by comma"),
        Setting("mail.from", nil, "the sender: Name <address>"),
        Setting("mail.timeout", "60s", "how long it may take for one message"),
        Setting("limits.sync-bytes", "4194304", "the most bytes of a request with device messages"),
        Setting("limits.body-bytes", "262144", "the most bytes of any other request"),
        Setting("limits.body-time", "10s", "how long a body may take to arrive"),
        Setting("limits.idle-time", "60s", "how long a connection may be silent"),
        Setting(
            "limits.write-time", "30s",
            "how long a part of an answer may wait, and a second for each 4 kB of it"),
        Setting("limits.connections", "4096", "connections at once"),
        Setting(
            "limits.connections-of-network", "256",
            "connections of one address, or one /64 of version 6, at once"),
        Setting("limits.per-second", "200", "requests of one address in a second; 0 for any"),
        Setting("limits.burst", "400", "requests of one address at once"),
        Setting("limits.statement-time", "15s", "how long PostgreSQL may take for a statement"),
        Setting(
            "limits.keys-per-second", "100",
            "requests about keys from one address without a token in a second; 0 for any"),
        Setting("limits.keys-burst", "400", "such requests of one address at once"),
        Setting(
            "limits.one-key-per-second", "20",
            "requests about one key without a token in a second; 0 for any"),
        Setting("limits.one-key-burst", "200", "such requests about one key at once"),
        Setting(
            "limits.misses-per-second", "1",
            "unknown short keys that one address may try in a second; 0 for any"),
        Setting("limits.misses-burst", "60", "unknown short keys that it may try at once"),
        Setting(
            "limits.guesses-per-second", "100",
            "unknown short keys of one organization in a second from all addresses; 0 for any"),
        Setting("limits.guesses-burst", "5000", "such keys at once"),
        Setting(
            "limits.rotations-per-day", "3",
            "new keys of one license that its customer may ask for in a day"),
        Setting("threads", "4", "threads that work on the registry"),
        Setting("waiting", "1024", "calls that may wait for them"),
        Setting("log.level", "info", "trace, debug, info, notice, warning, error or critical"),
        Setting("log.format", "text", "text or json"),
    ]
}
