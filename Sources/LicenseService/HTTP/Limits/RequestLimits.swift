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
    /// How long a part of an answer may wait for its receiver, and a second for each 4 kB.
    public var writeTime: Duration = .seconds(30)
    /// The most connections at once.
    public var connections = 4096
    /// The most connections of one network at once.
    public var connectionsOfNetwork = 256
    /// How many requests one network may send in a second; 0 for any number.
    public var perSecond = 0
    /// How many it may send at once.
    public var burst = 100
    /// The proxies that are believed when they say who sends a request.
    var proxies: [NetworkPrefix] = []

    /// How many requests about license keys one address without a credential may send in a second; 0
    /// for any number.
    public var keyCallsPerSecond = 0
    /// How many it may send at once.
    public var keyCallsBurst = 400
    /// How many requests without a credential there may be about one key in a second; 0 for any
    /// number.
    public var sameKeyPerSecond = 0
    /// How many there may be at once.
    public var sameKeyBurst = 200
    /// How many unknown keys and seats an address may ask for in a second; 0 for any number.
    public var missesPerSecond = 0
    /// How many it may ask for at once.
    public var missesBurst = 60

    /// How many unknown short keys of one organization all addresses together may ask for in a
    /// second; 0 for any number.
    public var guessesPerSecond = 0
    /// How many they may ask for at once.
    public var guessesBurst = 5000

    /// How many new keys of one license its customer may ask for in a day.
    public var rotationsPerDay: Int64 = 3

    /// By which clock what was used comes back: one that nobody sets, and that a test can stop.
    var clock: @Sendable () -> ContinuousClock.Instant = { .now }

    /// The limits above.
    public init() {}
}
