public import LicenseIssuer
import LicenseRegistry
public import LicenseVerifier
public import Logging
public import SQLDatabase

/// How a service is to run: read once, from flags, environment and file, all mistakes together.
public struct ServiceConfiguration: Sendable {
    /// The directory of keys and registry.
    public let home: HomeLayout
    /// The registry's file.
    public let database: DatabaseURL
    /// How long a database server may take for one statement.
    public let statementLimit: Duration
    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 for any.
    public let port: Int
    /// The certificate and its key; nil for none.
    public let tls: TLSFiles?
    /// How far the machine's clock may be ahead of the registry's newest record at the start; nil for
    /// as far as one likes.
    public let longestIdle: Duration?
    /// When and under which name lists are published.
    public let publishing: PublishingPolicy
    /// The file whose first line opens the keys; nil where they are not encrypted.
    public let passphraseFile: String?
    /// The issuing key that may mint here, and for which benefits; nil for none.
    public let minting: (key: KeyName, benefits: Set<BenefitID>)?
    /// The file with the trust bundle; nil for none.
    public let trustBundlePath: String?
    /// The files with the bundles of further organizations.
    public let otherBundlePaths: [String]
    /// The version of a bundle that is handed out whatever it takes away; nil for none.
    public let acceptedBundle: UInt64?
    /// The files with its affirmation lists.
    public let affirmationPaths: [String]
    /// How devices are answered.
    public let devices: DevicePolicy
    /// How events are delivered.
    public let webhooks: WebhookPolicy
    /// The shops whose messages are accepted.
    let shopSettings: [ShopSettings]
    /// How emails to customers are sent; nil for not at all.
    public let mail: MailPolicy?
    /// How a proxy says which operator sends a request; nil where none does.
    let proxySignIn: ProxySignIn?
    /// What a request may take.
    public let limits: RequestLimits
    /// How many threads work on the registry.
    public let threads: Int
    /// How many calls may wait for them.
    public let waiting: Int
    /// From which level on lines are written.
    public let logLevel: Logger.Level
    /// How lines are written.
    public let logFormat: LogFormat
}

/// The two files of a certificate.
public struct TLSFiles: Sendable, Equatable {
    /// The certificate and its chain.
    public let certificate: String
    /// Its private key.
    public let key: String
}
