import HTTPTypes
import Hummingbird
import Logging

/// What all places of Polar's contract have in common: versions, the length of bodies, the headers
/// that browsers need, and the shape of refusals.
struct PolarMiddleware: RouterMiddleware {
    let places: LineIndex
    let limits: RequestLimits
    let logger: Logger

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard PolarPath.contains(path) else { return try await next(request, context) }
        if request.isPreflight { return Self.preflight }
        var response: Response
        let version = PolarVersion(request.headers)
        do {
            guard version != nil else { throw PolarRefusal.noSuchPlace }
            try check(request)
            response = try await next(request, context)
        } catch {
            response = refusal(error, request, context).response(closing: context.channel)
        }
        response.headers[.cacheControl] = "private, no-store"
        if let version {
            response.headers[.polarVersion] = version.rawValue
        }
        if request.headers[.origin] != nil {
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.accessControlExposeHeaders] = "Polar-Version"
        }
        if PolarPath.isOld(path) {
            response.headers[.polarDeprecation] = "Leave out /api: places begin with /v1."
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
            let methods = places.methods(
                at: request.uri.path.replacingAliases())
            return methods.isEmpty ? .noSuchPlace : .noSuchMethod(methods)
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

    private static var preflight: Response {
        Response(
            status: .ok,
            headers: [
                .accessControlAllowOrigin: "*",
                .accessControlAllowMethods: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
                .accessControlAllowHeaders:
                    "Accept, Accept-Language, Authorization, Content-Language, Content-Type, "
                    + "Idempotency-Key, Polar-Version",
                .accessControlMaxAge: "600", .vary: "Origin",
            ])
    }
}

extension Request {
    /// Whether a browser asks what it may ask (Fetch §3.2.2).
    fileprivate var isPreflight: Bool {
        method == .options && headers[.origin] != nil
            && headers[.accessControlRequestMethod] != nil
    }
}

extension String {
    /// The path as the list of places has it.
    fileprivate func replacingAliases() -> String {
        var path = self[...]
        if PolarPath.isOld(self) { path = path.dropFirst(4) }
        let alias = "/v1/users/"
        return path.hasPrefix(alias)
            ? "/v1/customer-portal/\(path.dropFirst(alias.count))" : String(path)
    }
}
