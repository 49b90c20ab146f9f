/// How messages are delivered.
public struct WebhookPolicy: Sendable {
    /// How long after the attempt before each attempt comes; the first is the wait of the first.
    public var delays: [Duration] = [
        .zero, .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000),
        .seconds(36_000), .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]
    /// How long an attempt may take, from the name's resolution to the answer's end.
    public var timeout = Duration.seconds(20)
    /// How often ends of licenses are looked for.
    public var sweepInterval = Duration.seconds(30)
    /// How often new events and due messages are looked for.
    public var interval = Duration.milliseconds(200)
    /// How long what was answered gathers before it is written down and more is taken: requests
    /// write to the same registry, and go first.
    public var pause = Duration.milliseconds(40)
    /// Whether endpoints may be on this machine, without TLS too: for development and tests.
    public var allowsLoopback = false
    /// The endpoint of the configuration; nil for none.
    public var endpoint: ConfiguredWebhook?
    /// How many messages are under way to one endpoint at once.
    public var perEndpoint = 32
    /// How many messages are under way at once.
    public var total = 256
    /// An endpoint is given up when nothing has come through for so long.
    public var patience = Duration.seconds(5 * 86_400)
    /// How long a message can be replayed after it was settled.
    public var retention = Duration.seconds(90 * 86_400)

    /// The usual policy.
    public init() {}
}

/// An endpoint that stands in the configuration.
public struct ConfiguredWebhook: Sendable, Equatable {
    /// Where messages go.
    public var url: String
    /// The file whose first line is the secret, and whose second, if there is one, the one before.
    public var secretFile: String

    /// An endpoint with its secrets in a file.
    public init(url: String, secretFile: String) {
        self.url = url
        self.secretFile = secretFile
    }
}
