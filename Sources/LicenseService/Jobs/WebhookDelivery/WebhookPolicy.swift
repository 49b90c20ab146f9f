/// How messages are delivered.
public struct WebhookPolicy: Sendable {
    /// How long each attempt waits after the one before, the first after the event.
    public var delays: [Duration] = [
        .zero, .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000),
        .seconds(36_000), .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]
    /// How long an attempt may take, from the name's resolution to the answer's end.
    public var timeout = Duration.seconds(20)
    /// How often ends of licenses are looked for.
    public var expiryInterval = Duration.seconds(30)
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
    /// What becomes of the pause and of the messages to one endpoint while many requests wait.
    var whileBusy = (pause: Duration.milliseconds(160), perEndpoint: 8)
    /// How many messages are under way at once.
    public var total = 256
    /// For how long all attempts at an endpoint must fail before it is given up.
    public var giveUpAfter = Duration.seconds(5 * 86_400)
    /// How long a message can be replayed after it was settled.
    public var retention = Duration.seconds(90 * 86_400)

    /// The usual policy.
    public init() {}
}
