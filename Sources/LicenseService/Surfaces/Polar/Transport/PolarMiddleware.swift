import HTTPTypes
import Hummingbird
import Logging

/// What all operations of Polar's contract have in common: versions, the length of bodies, the headers
/// that browsers need, and the shape of refusals.
struct PolarMiddleware: RouterMiddleware {
    private let routes: RouteIndex
    /// Paths that look like the contract's, and belong to another surface.
    private let others: Set<String>
    private let limits: RequestLimits
    private let logger: Logger

    init(_ operations: [Operation], limits: RequestLimits, logger: Logger) {
        routes = RouteIndex(operations)
        others = Set(
            operations.filter { $0.surface != .polar }.flatMap { [$0.path] + $0.aliases }
                .filter(PolarPath.contains))
        self.limits = limits
        self.logger = logger
    }

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard PolarPath.contains(path), !others.contains(path) else {
            return try await next(request, context)
        }
        if CrossOrigin.isPreflight(request) {
            return CrossOrigin.preflight(of: request, allowing: ["Polar-Version"])
        }
        var response: Response
        let version = PolarVersion(request.headers)
        do {
            guard version != nil else { throw PolarRefusal.unknownPath }
            try check(request)
            response = try await next(request, context)
        } catch {
            response = refusal(error, request, context).response(closing: context.channel)
        }
        response.headers[.cacheControl] = "private, no-store"
        if let version {
            response.headers[.polarVersion] = version.rawValue
        }
        CrossOrigin.open(&response, to: request, exposing: "Polar-Version")
        if PolarPath.isOld(path) {
            response.headers[.polarDeprecation] = "Leave out /api: paths begin with /v1."
        }
        return response
    }

    private func check(_ request: Request) throws(PolarRefusal) {
        switch request.method {
        case .post, .put, .patch:
            guard let length = request.headers[.contentLength].flatMap({ Int($0) }) else {
                throw .noLength
            }
            guard length <= limits.bodyBytes else { throw .tooLarge(limit: limits.bodyBytes) }
        default: break
        }
    }

    private func refusal(
        _ error: any Error, _ request: Request, _ context: ServiceContext
    ) -> PolarRefusal {
        if context.endpointPath == nil || context.endpointPath == "NotFound",
            !(error is PolarRefusal), !(error is Problem)
        {
            let methods = routes.methods(at: request.uri.path)
            return methods.isEmpty ? .unknownPath : .unknownMethod(methods)
        }
        let refusal = PolarRefusal(error)
        if refusal.status.kind == .serverError {
            logger.error(
                "request failed",
                metadata: [
                    "code": "\(Problem(error).code)", "request_id": "\(context.requestID)",
                ])
        }
        return refusal
    }
}
