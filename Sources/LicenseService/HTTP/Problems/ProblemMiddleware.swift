import HTTPTypes
import Hummingbird
import Logging

/// Makes answers of whatever is thrown below, and of places that are not there, each in the words of
/// its surface.
struct ProblemMiddleware: RouterMiddleware {
    let places: LineIndex
    let logger: Logger

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let isNowhere = context.endpointPath == "NotFound" && Problem(error) == .notFound
            let error = isNowhere ? notFound(request) : error
            let surface = places.surface(at: request.uri.path)
            let response = surface.response(
                to: error, requestID: context.requestID,
                closing: Problem(error).closes ? context.channel : nil)
            if response.status == .internalServerError || response.status == .serviceUnavailable {
                logger.error(
                    "request failed",
                    metadata: [
                        "code": "\(Problem(error).code)", "request_id": "\(context.requestID)",
                    ])
            }
            return response
        }
    }

    private func notFound(_ request: Request) -> Problem {
        let methods = places.methods(at: request.uri.path)
        guard !methods.isEmpty else { return .notFound }
        var problem = Problem(
            .methodNotAllowed, "method-not-allowed",
            "this place does not know the method \(request.method.rawValue.prefix(16))")
        problem.allow = methods
        return problem
    }
}
