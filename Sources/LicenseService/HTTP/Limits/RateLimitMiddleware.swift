import Hummingbird

/// Refuses networks that send too much.
struct RateLimitMiddleware: RouterMiddleware {
    let limit: NetworkLimit

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        if let seconds = limit.take(by: context.network) {
            throw Problem.tooMany("this client sends too many requests", after: seconds)
        }
        return try await next(request, context)
    }
}
