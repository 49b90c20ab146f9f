import HTTPTypes
import Hummingbird

/// Adds places of Polar's contract under all their spellings.
struct PolarRouteTable {
    typealias Handler =
        @Sendable (Request, ServiceContext, PolarVersion) async throws -> Response

    var routes: RouteTable

    mutating func add(_ operation: Operation, _ handler: @escaping Handler) {
        var operation = operation
        operation.surface = .polar
        let place = operation.path
        routes.add(operation, at: PolarPath.spellings(of: place)) { request, context in
            if let path = PolarPath.corrected(request.uri.path, for: place) {
                return Self.redirect(to: path, request.uri.query)
            }
            guard let version = PolarVersion(request.headers) else {
                throw PolarRefusal.noSuchPlace
            }
            return try await handler(request, context, version)
        }
    }

    private static func redirect(to path: String, _ query: String?) -> Response {
        Response(
            status: .temporaryRedirect,
            headers: [.location: path + (query.map { "?\($0)" } ?? "")])
    }
}
