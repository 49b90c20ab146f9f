import CBOR
import HTTPTypes
import Hummingbird
import Logging

/// One line for each request, and its numbers for the metrics.
struct RequestLogMiddleware: RouterMiddleware {
    let logger: Logger
    let metrics: ServiceMetrics
    let load: RequestLoad

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        if let given = request.headers[.xRequestID], Self.isPlain(given) {
            context.requestID = given
        }
        var response = try await load.counting { [context] in try await next(request, context) }
        // Whoever reads on after an answer to HEAD would take a body for the next answer.
        if request.method == .head { response = response.createHeadResponse() }
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

    /// The caller's name for a request goes into the log, so it must not be able to forge a line.
    private static func isPlain(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte.isLetter || byte.isDigit || byte.isOne(of: "-_.")
            }
    }
}
