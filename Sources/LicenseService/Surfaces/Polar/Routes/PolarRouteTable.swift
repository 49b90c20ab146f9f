import HTTPTypes
import Hummingbird

/// Adds operations of Polar's contract under all their spellings.
struct PolarRouteTable {
    var routes: RouteTable

    mutating func add(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, PolarVersion) async throws ->
            some ResponseContent
    ) {
        var operation = operation
        operation.surface = .polar
        operation.aliases = PolarPath.aliases(of: operation.path)
        let path = operation.path
        let status = HTTPResponse.Status(code: operation.status)
        routes.addUnchecked(operation) { request, context in
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
