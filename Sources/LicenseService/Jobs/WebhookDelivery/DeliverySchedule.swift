import LicenseRegistry

/// Decides what follows an attempt (Standard Webhooks 1.0, and its schedule).
struct DeliverySchedule: Sendable {
    let delays: [Duration]

    /// The longest time that a receiver may put an attempt off.
    static let longestPause = Duration.seconds(86_400)

    /// What follows.
    ///
    /// - Parameters:
    ///   - attempts: how many were made, with this one.
    ///   - chance: from 0 to 1; a tenth of it is added to the wait, so that the messages of one
    ///     moment do not come again at one moment.
    func decision(
        after outcome: WebhookOutcome, attempts: Int, now: PreciseTime, chance: Double
    ) -> DeliveryDecision {
        if let status = outcome.status {
            if (200..<300).contains(status) { return .delivered }
            if status == 410 { return .gone }
        }
        guard attempts < delays.count else { return .failed }
        let delay = delays[attempts]
        let jitter = delay * (min(max(chance, 0), 1) / 10)
        let asked = min(outcome.retryAfter ?? .zero, Self.longestPause)
        return .retried(at: now + max(delay + jitter, asked))
    }
}

/// How an attempt went.
struct WebhookOutcome: Equatable, Sendable {
    /// What the endpoint answered; nil where it did not.
    var status: Int?
    /// Why there is no answer.
    var fault: WebhookFault?
    /// How long the endpoint asks to wait.
    var retryAfter: Duration?
    /// The beginning of the answer's body.
    var response: [UInt8] = []

    /// Whether the endpoint is overloaded.
    var isOverloaded: Bool { status == 429 || status == 502 || status == 504 }
}

/// Why an attempt got no answer; the names are stable.
enum WebhookFault: String, Equatable, Sendable {
    /// The URL is not an http or https URL.
    case url
    /// It is not encrypted.
    case plain
    /// Its name has no address.
    case resolution
    /// Its name has an address of an inner network.
    case address
    /// The connection is refused.
    case connection
    /// The certificate is for another name, or TLS failed otherwise.
    case tls
    /// It took too long.
    case timeout
    /// The connection ended before the answer did.
    case closed
    /// The answer is not HTTP.
    case answer
    /// No secret can sign.
    case secret
}
