import LicenseVerifier

/// When and under which name lists are published.
public struct PublishingPolicy: Sendable {
    /// Where the lists of the service's first organization are published; part of what is signed.
    public var base: String
    /// How often the publisher looks for what has changed.
    public var interval: Duration
    /// After how long the next list is promised; half of it after which one is signed.
    public var timeToLive: Duration
    /// How long a list vouches.
    public var expiry: Duration
    /// How long a node that is gone keeps others from publishing.
    public var lease: Duration

    /// Half a second, a day, ninety days, and ten seconds.
    public init(base: String) {
        self.base = base
        interval = .milliseconds(500)
        timeToLive = .seconds(86_400)
        expiry = .seconds(90 * 86_400)
        lease = .seconds(10)
    }
}
