public import CoreMetrics
import Foundation
public import LicenseRegistry
import LicenseVerifier
public import Logging

/// Everything that a service is made of, put together once.
public struct ServiceParts: Sendable {
    /// The registry.
    public var registry: Registry
    /// The keys that it signs with.
    public var keys: ServiceKeys
    /// How devices are answered.
    public var devices = DevicePolicy()
    /// How lists are published.
    public var publishing: PublishingPolicy
    /// How events are delivered.
    public var webhooks = WebhookPolicy()
    /// The shops whose messages are accepted.
    public var shops: [ShopPolicy] = []
    /// How emails to customers are sent; nil for not at all.
    public var mail: MailPolicy?
    /// How a proxy says which operator sends a request; nil where none does.
    var proxySignIn: ProxySignIn?
    /// What a request may take.
    public var limits = RequestLimits()
    /// How many threads work on the registry.
    public var threads = 4
    /// How many calls may wait for them.
    public var waiting = 1024
    /// Where the mark of the registry lies; nil for none.
    public var marks: MarkDirectory?
    /// The trust bundle that is handed out; nil for none.
    public var trustBundle: [UInt8]?
    /// The file that it is read from, where a newer one is written; nil for none.
    public var trustBundlePath: String?
    /// The version of a bundle that is handed out whatever it takes away; nil for none.
    public var acceptedBundle: UInt64?
    /// The affirmation lists that it goes with.
    public var affirmations: [[UInt8]] = []
    /// The bundles of further organizations.
    var otherBundles: [TrustFile] = []
    /// The clock that all nodes ask; nil where there is none.
    var reference: (@Sendable () throws -> Timestamp?)?
    /// Names this node among those that share the registry.
    public var node = UUID().uuidString
    /// Where lines are logged.
    public var logger: Logger
    /// Where numbers are reported, besides `/metrics`: by default the back end of the process.
    public var metrics: any MetricsFactory = MetricsSystem.factory

    /// Parts with usual policies and limits.
    public init(registry: Registry, keys: ServiceKeys, publishing: PublishingPolicy, logger: Logger)
    {
        self.registry = registry
        self.keys = keys
        self.publishing = publishing
        self.logger = logger
    }

    /// How sales are handled.
    var sales: SalePolicy {
        SalePolicy(issuer: keys.minting?.issuer, sendsEmails: mail != nil)
    }
}
