import HTTPTypes
import Hummingbird

/// Adds operations of Polar's contract under all their spellings.
struct PolarRouteTable {
    var routes: RouteTable

    let authenticator: PolarAuthenticator

    /// Adds an operation for callers who show a token, which the handler checks.
    mutating func add(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, PolarVersion) async throws ->
            some ResponseContent
    ) {
        let authenticator = authenticator
        add(
            operation,
            sender: { request, _, _ in
                try await authenticator.caller(of: request).sender(request)
            }, handler)
    }

    /// Adds an operation whose callers may be known by something else than a token.
    mutating func add(
        _ operation: Operation, sender: @escaping RouteTable.Sender,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, PolarVersion) async throws ->
            some ResponseContent
    ) {
        var operation = operation
        operation.surface = .polar
        operation.aliases = PolarPath.aliases(of: operation.path)
        let path = operation.path
        let status = HTTPResponse.Status(code: operation.status)
        routes.addUnchecked(operation, sender: sender) { request, context in
            if let path = PolarPath.corrected(request.uri.path, for: path) {
                return Self.redirect(to: path, request.uri.query)
            }
            guard let version = PolarVersion(request.headers) else {
                throw PolarRefusal.unknownPath
            }
            return try await handler(request, context, version).response(status: status)
        }
    }

    private static func redirect(to path: String, _ query: String?) -> Response {
        Response(
            status: .temporaryRedirect,
            headers: [.location: path + (query.map { "?\($0)" } ?? "")])
    }
}
