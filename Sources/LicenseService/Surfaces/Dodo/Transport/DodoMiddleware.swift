import Hummingbird

/// Lets pages of other origins, such as apps in a browser, call what needs no credential.
struct DodoMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/licenses/") else {
            return try await next(request, context)
        }
        if CrossOrigin.isPreflight(request) { return CrossOrigin.preflight(of: request) }
        var response = try await next(request, context)
        CrossOrigin.open(&response, to: request)
        return response
    }
}
