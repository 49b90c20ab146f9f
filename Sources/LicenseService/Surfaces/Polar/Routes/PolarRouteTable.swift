import HTTPTypes
import Hummingbird

/// Adds operations of Polar's contract under all their spellings.
struct PolarRouteTable {
    var routes: RouteTable

    let authenticator: PolarAuthenticator

    /// Adds an operation for callers who show a token, which the handler checks.
    mutating func add<Content: ResponseContent>(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, PolarVersion) async throws -> Content
    ) {
        let authenticator = authenticator
        add(
            operation,
            sender: { request, _, _ in
                try await authenticator.caller(of: request).sender(request)
            }, handler)
    }

    /// Adds an operation whose callers may be known by something else than a token.
    mutating func add<Content: ResponseContent>(
        _ operation: Operation, sender: @escaping RouteTable.Sender,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, PolarVersion) async throws -> Content
    ) {
        var operation = operation
        operation.surface = .polar
        operation.aliases = PolarPath.aliases(of: operation.path)
        let path = operation.path
        routes.addUnchecked(operation, sender: sender) { request, context -> PolarAnswer<Content> in
            if let path = PolarPath.corrected(request.uri.path, for: path) {
                let query = request.uri.query.map { "?\($0)" } ?? ""
                return .elsewhere(.repeated(at: path + query))
            }
            guard let version = PolarVersion(request.headers) else {
                throw PolarRefusal.unknownPath
            }
            return .here(try await handler(request, context, version))
        }
    }
}

/// An answer of Polar's contract, or the way to the operation's own spelling.
private enum PolarAnswer<Content: ResponseContent>: ResponseContent {
    case here(Content)
    case elsewhere(Redirect)

    func response(status: HTTPResponse.Status) throws -> Response {
        switch self {
        case .here(let content): try content.response(status: status)
        case .elsewhere(let redirect): redirect.response(status: status)
        }
    }
}
