import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever is thrown below, and paths that do not exist, into answers in the form of the
/// surface.
struct ProblemMiddleware: RouterMiddleware {
    let routes: RouteIndex
    let logger: Logger
    let metrics: ServiceMetrics

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let isUnrouted = context.endpointPath == "NotFound" && Problem(error) == .notFound
            let error = isUnrouted ? notFound(request) : error
            let surface = routes.surface(at: request.uri.path)
            // A shop's surface has refusals of its own, without our codes.
            metrics.countRefusal(
                surface.isRefusal(error) ? "\(surface.name).refused" : Problem(error).code)
            let response = surface.response(
                error, context.requestID, Problem(error).closes ? context.channel : nil)
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
        let methods = routes.methods(at: request.uri.path)
        guard !methods.isEmpty else { return .notFound }
        var problem = Problem(
            .methodNotAllowed, "method-not-allowed", "method not allowed",
            nextStep: "use one of the methods that Allow names")
        problem.allow = methods
        return problem
    }
}
