import COSE
import HTTPTypes
import LicenseVerifier

/// Why a message is not accepted as a shop's.
enum ShopWebhookRefusal: Error, Equatable {
    /// A header field is missing or cannot be read.
    case headers
    /// It was sent too long ago, or is dated ahead.
    case time
    /// Its signature matches no secret.
    case signature
}

/// The three header fields by which a message shows who sent it and when (Standard Webhooks).
struct ShopWebhookSignature {
    /// How far a message's time may be from this machine's, either way.
    static let tolerance: Duration = .seconds(300)
    /// How many signatures are looked at: more than a rotation of keys needs.
    static let maxSignatures = 16

    /// Names the message, on every attempt.
    let id: String
    private let timestamp: String
    private let sentAt: Timestamp
    private let signatures: [[UInt8]]

    init(_ headers: HTTPFields) throws(ShopWebhookRefusal) {
        guard let id = headers[.webhookID], (1...200).contains(id.utf8.count),
            id.utf8.allSatisfy({ (33...126).contains($0) }), !id.utf8.contains(UInt8(ascii: ".")),
            let timestamp = headers[.webhookTimestamp], timestamp.utf8.count <= 12,
            timestamp.utf8.allSatisfy({ (48...57).contains($0) }),
            let sentAt = Int64(timestamp).flatMap({ Timestamp(secondsSinceEpoch: $0) }),
            let tokens = headers[.webhookSignature]
        else { throw .headers }
        self.id = id
        self.timestamp = timestamp
        self.sentAt = sentAt
        // Unknown schemes are for other receivers.
        signatures = tokens.split(separator: " ").prefix(Self.maxSignatures).compactMap { token in
            let parts = token.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "v1" else { return nil }
            // A text that is not base64 is not a signature.
            return try? Base64.decodePadded(parts[1].utf8)
        }
    }

    /// Checks who sent a body, and when: over its bytes as they came.
    func check(
        _ body: some Sequence<UInt8>, against secrets: [ShopWebhookSecret], now: Timestamp
    ) throws(ShopWebhookRefusal) {
        guard sentAt >= now - Self.tolerance, sentAt <= now + Self.tolerance else { throw .time }
        let message = Array("\(id).\(timestamp).".utf8) + body
        var isGood = false
        for secret in secrets where secret.signs(message, asOneOf: signatures) {
            isGood = true
        }
        guard isGood else { throw .signature }
    }
}

extension ShopWebhookRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .headers:
            Problem(
                .badRequest, "hook.headers",
                "the headers webhook-id, webhook-timestamp and webhook-signature are required",
                nextStep: "make sure that every proxy on the way passes these headers on")
        case .time:
            Problem(
                .badRequest, "hook.time", "the message was not sent within the last five minutes",
                nextStep: "check the clocks, and send it again")
        case .signature:
            Problem(
                .forbidden, "hook.signature",
                "the signature matches none of the configured secrets",
                nextStep: "put the endpoint's secret into the configured secret file")
        }
    }
}
