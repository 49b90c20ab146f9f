import Hummingbird

/// Knows no path but in its one form.
///
/// The router finds the same route behind `//` as behind `/`; what judges a path by its text, here or
/// in a proxy, would not see that it is the same.
struct PathMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let path = (request.head.path ?? "").prefix { $0 != "?" }
        // A request to a proxy begins with the scheme.
        guard path.hasPrefix("/"), Self.isOdd(path) else {
            return try await next(request, context)
        }
        throw Problem.notFound
    }

    private static func isOdd(_ path: Substring) -> Bool {
        path.contains("//")
            || path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}
