import HTTPTypes

/// Which methods each path knows, to tell a wrong method from a wrong path.
struct RouteIndex: Sendable {
    private struct Route: Sendable {
        let parts: [Substring]
        let surface: Surface
        var methods: [HTTPRequest.Method]

        func matches(_ path: [Substring]) -> Bool {
            parts.count == path.count
                && zip(parts, path).allSatisfy { $0.first == "{" || $0 == $1 }
        }
    }

    private var routes: [Route] = []
    private let elsewhere: Surface

    /// - Parameter elsewhere: the surface that answers at paths that begin like none of these.
    init(_ operations: [Operation], elsewhere: Surface = .native) {
        self.elsewhere = elsewhere
        for operation in operations {
            for path in [operation.path] + operation.aliases { add(operation, at: path) }
        }
    }

    private mutating func add(_ operation: Operation, at path: String) {
        let parts = path.split(separator: "/")
        let methods =
            operation.method == .get ? [HTTPRequest.Method.get, .head] : [operation.method]
        if let known = routes.firstIndex(where: { $0.parts == parts }) {
            routes[known].methods += methods
        } else {
            routes.append(Route(parts: parts, surface: operation.surface, methods: methods))
        }
    }

    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let methods = routes.filter { $0.matches(parts) }.flatMap(\.methods)
        return Set(methods).sorted { $0.rawValue < $1.rawValue }
    }

    /// The surface that answers at a path: the route's, or where there is none, that of all routes
    /// that begin like it.
    func surface(at path: String) -> Surface {
        let parts = path.split(separator: "/")
        if let route = routes.first(where: { $0.matches(parts) }) { return route.surface }
        let near = Set(routes.filter { $0.parts.first == parts.first }.map(\.surface))
        if near.isEmpty, !parts.isEmpty { return elsewhere }
        return near.count == 1 ? near.first ?? .native : .native
    }
}
