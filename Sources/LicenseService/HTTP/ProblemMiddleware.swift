import HTTPTypes
import Hummingbird
import Logging

/// Makes problem documents of whatever is thrown below, and of places that are not there.
struct ProblemMiddleware: RouterMiddleware {
    let places: PlaceIndex
    let logger: Logger

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var problem = Problem(error)
            if problem == .notFound, context.endpointPath == "NotFound" {
                problem = notFound(request)
            }
            if problem.status == .internalServerError || problem.status == .serviceUnavailable {
                logger.error(
                    "request failed",
                    metadata: ["code": "\(problem.code)", "request_id": "\(context.requestID)"])
            }
            let channel = problem.closes ? context.channel : nil
            return problem.response(requestID: context.requestID, closing: channel)
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
