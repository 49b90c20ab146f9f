import CBOR
import HTTPTypes
import Hummingbird
import Logging

/// One line for each request, and its numbers for the metrics.
struct RequestLogMiddleware: RouterMiddleware {
    let logger: Logger
    let metrics: Metrics

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        if let given = request.headers[.xRequestID], Self.isPlain(given) {
            context.requestID = given
        }
        var response = try await next(request, context)
        response.headers[.xRequestID] = context.requestID
        let duration = ContinuousClock.now - start
        // The framework's own name for no route at all.
        let route = context.endpointPath.flatMap { $0 == "NotFound" ? nil : $0 } ?? "unknown"
        metrics.count(request.method, route, response.status, duration)
        logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)",
                "status": "\(response.status.code)",
                "us": "\(Int(duration / .microseconds(1)))", "request_id": "\(context.requestID)",
            ])
        return response
    }

    /// What a caller names its request goes into the log, so only what cannot forge a line.
    private static func isPlain(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte.isLetter || byte.isDigit || byte.isOne(of: "-_.")
            }
    }
}

extension HTTPField.Name {
    /// The name of a request, of the caller's or of this service's making.
    static let xRequestID = HTTPField.Name(known: "x-request-id")
    /// The name of a shop's message, the same on every attempt.
    static let webhookID = HTTPField.Name(known: "webhook-id")
    /// When a shop's message was sent, this time.
    static let webhookTimestamp = HTTPField.Name(known: "webhook-timestamp")
    /// Who sent it.
    static let webhookSignature = HTTPField.Name(known: "webhook-signature")

    /// Who has sent a request to the proxies that it came through.
    static let xForwardedFor = HTTPField.Name(known: "x-forwarded-for")

    /// A name that this file knows to be one.
    init(known name: String) {
        guard let field = HTTPField.Name(name) else { preconditionFailure("no header name") }
        self = field
    }
}
