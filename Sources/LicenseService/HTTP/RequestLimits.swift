/// What one request may take, and one client.
public struct RequestLimits: Sendable {
    /// The most bytes of a body of device messages.
    public var syncBytes = 4_194_304
    /// The most bytes of any other body.
    public var bodyBytes = 262_144
    /// How long a body may take to arrive.
    public var bodyTime: Duration = .seconds(10)
    /// After how long a connection on which nothing happens is closed.
    public var idleTime: Duration = .seconds(60)
    /// The most bytes of all header fields together.
    public var headerBytes = 16_384
    /// The most connections at once.
    public var connections = 4096
    /// How many requests one address may send in a second; 0 for any number.
    public var perSecond = 0
    /// How many it may send at once.
    public var burst = 100
    /// How many requests may name one license key in a second; 0 for any number.
    public var perSecondOfKey = 0
    /// How many may name it at once.
    public var burstOfKey = 100

    /// The limits as they stand above.
    public init() {}
}
