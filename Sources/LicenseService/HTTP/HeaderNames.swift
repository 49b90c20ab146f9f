import HTTPTypes

extension HTTPField.Name {
    /// Names a request; chosen by the caller or by this service.
    static let xRequestID = HTTPField.Name(known: "x-request-id")
    /// The address that a proxy has seen a request come from.
    static let xForwardedFor = HTTPField.Name(known: "x-forwarded-for")

    /// After how many seconds a browser asks for the page again.
    static let refresh = HTTPField.Name(known: "refresh")

    /// Names a request that may be sent more than once and is to be done once.
    static let idempotencyKey = HTTPField.Name(known: "idempotency-key")
    /// Says that an answer is that of an earlier request.
    static let idempotentReplayed = HTTPField.Name(known: "idempotent-replayed")

    /// Names a webhook message, the same on every attempt.
    static let webhookID = HTTPField.Name(known: "webhook-id")
    /// When a webhook message was sent, this time.
    static let webhookTimestamp = HTTPField.Name(known: "webhook-timestamp")
    /// The signatures of a webhook message.
    static let webhookSignature = HTTPField.Name(known: "webhook-signature")

    /// A name that the code itself spells, and that is therefore valid.
    init(known name: String) {
        guard let field = HTTPField.Name(name) else { preconditionFailure("not a header name") }
        self = field
    }
}
