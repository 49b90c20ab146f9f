import HTTPTypes

/// Which methods are known at which places, to tell a wrong method from a wrong place.
struct LineIndex: Sendable {
    private struct Place: Sendable {
        let parts: [Substring]
        let surface: Surface
        var methods: [HTTPRequest.Method]

        func matches(_ path: [Substring]) -> Bool {
            parts.count == path.count
                && zip(parts, path).allSatisfy { $0.first == "{" || $0 == $1 }
        }
    }

    private var places: [Place] = []

    init(_ operations: [Operation]) {
        for operation in operations {
            let parts = operation.path.split(separator: "/")
            let methods =
                operation.method == .get ? [HTTPRequest.Method.get, .head] : [operation.method]
            if let known = places.firstIndex(where: { $0.parts == parts }) {
                places[known].methods += methods
            } else {
                places.append(
                    Place(parts: parts, surface: operation.surface, methods: methods))
            }
        }
    }

    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let methods = places.filter { $0.matches(parts) }.flatMap(\.methods)
        return Set(methods).sorted { $0.rawValue < $1.rawValue }
    }

    /// In whose words to speak at a path: those of its place, or where there is none, those of all
    /// places that begin like it.
    func surface(at path: String) -> Surface {
        let parts = path.split(separator: "/")
        if let place = places.first(where: { $0.matches(parts) }) { return place.surface }
        let near = Set(places.filter { $0.parts.first == parts.first }.map(\.surface))
        return near.count == 1 ? near.first ?? .native : .native
    }
}
