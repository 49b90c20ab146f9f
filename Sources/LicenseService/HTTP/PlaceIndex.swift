import HTTPTypes

/// Which methods are known at which places, to tell a wrong method from a wrong place.
struct PlaceIndex: Sendable {
    private struct Place: Sendable {
        let parts: [Substring]
        var methods: [HTTPRequest.Method]
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
                places.append(Place(parts: parts, methods: methods))
            }
        }
    }

    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let methods = places.filter { place in
            place.parts.count == parts.count
                && zip(place.parts, parts).allSatisfy { $0.first == "{" || $0 == $1 }
        }.flatMap(\.methods)
        return Set(methods).sorted { $0.rawValue < $1.rawValue }
    }
}
