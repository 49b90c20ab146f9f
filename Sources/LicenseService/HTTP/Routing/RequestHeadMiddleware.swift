import HTTPTypes
import Hummingbird

/// Refuses what a request's head asks for and nothing here does: expectations (RFC 9110, 10.1.1),
/// compressed bodies (RFC 9110, 8.4) and transfer codings (RFC 9112, 6.1).
struct RequestHeadMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        if request.says(.expect, otherThan: "100-continue") {
            throw Problem(
                .expectationFailed, "expectation", "only 100-continue can be expected here",
                nextStep: "leave the header Expect out")
        }
        if request.says(.transferEncoding, otherThan: "chunked") {
            throw Problem(
                .notImplemented, "transfer-encoding",
                "chunked is the only transfer encoding known here",
                nextStep: "send the body chunked, or with its length")
        }
        if request.says(.contentEncoding, otherThan: "identity") {
            throw Problem(
                .unsupportedMediaType, "content-encoding", "a compressed body cannot be read here",
                nextStep: "send the body as it is, without Content-Encoding")
        }
        return try await next(request, context)
    }
}

extension Request {
    fileprivate func says(_ name: HTTPField.Name, otherThan known: String) -> Bool {
        headers[values: name].contains { $0.lowercased() != known }
    }
}
