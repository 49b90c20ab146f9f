import JSON

/// Good values of JSON schemas, with another one at one place.
struct SchemaSample {
    /// What a text is, by the name of the member that has it.
    let text: (_ name: String) -> String
    /// Members that are there besides those that have to be.
    var additions: Set<String> = []

    /// Where a body may have members, each by the names that lead to it.
    static func places(in schema: JSON, depth: Int = 0) -> [[String]] {
        let object = shape(of: schema)
        guard depth < 3, let members = object["properties"]?.object?.members else {
            guard let items = object["items"] else { return [] }
            return [["0"]] + places(in: items, depth: depth + 1).map { ["0"] + $0 }
        }
        return members.flatMap { member in
            [[member.name]]
                + places(in: member.value, depth: depth + 1).map { [member.name] + $0 }
        }
    }

    /// The first of several shapes that is not null.
    static func shape(of schema: JSON) -> JSONObject {
        let choices = schema.object?["anyOf"]?.array ?? schema.object?["oneOf"]?.array
        return choices?.first { $0.object?["type"] != "null" }.map(shape) ?? schema.object
            ?? JSONObject()
    }

    /// The shape at a place.
    static func shape(at place: ArraySlice<String>, in schema: JSON) -> JSONObject {
        let object = shape(of: schema)
        guard let name = place.first else { return object }
        let next = object["items"] ?? object["properties"]?.object?[name]
        return shape(at: place.dropFirst(), in: next ?? .object(JSONObject()))
    }

    /// A good value.
    ///
    /// - Parameters:
    ///   - place: where another value stands; nil for nowhere.
    ///   - other: the other value.
    func value(
        of schema: JSON, _ name: String = "", at place: ArraySlice<String>? = nil,
        is other: JSON = .null
    ) -> JSON {
        if let place, place.isEmpty { return other }
        let object = Self.shape(of: schema)
        if let members = object["properties"]?.object?.members {
            let required = object["required"]?.array?.compactMap(\.string) ?? []
            return .object(
                JSONObject(
                    members.filter {
                        $0.name == place?.first || required.contains($0.name)
                            || additions.contains($0.name)
                    }.map { member in
                        let rest = place?.first == member.name ? place?.dropFirst() : nil
                        return JSONObject.Member(
                            member.name, value(of: member.value, member.name, at: rest, is: other)
                        )
                    }))
        }
        if let items = object["items"] {
            return .array([value(of: items, name, at: place?.dropFirst(), is: other)])
        }
        if let choice = object["enum"]?.array?.first { return choice }
        switch (object["type"]?.string, object["format"]?.string) {
        case ("integer", _), ("number", _): return 1
        case ("boolean", _): return true
        case ("object", _): return .object(JSONObject())
        case (_, "date-time"): return "2027-06-01T00:00:00Z"
        default: return .string(text(name))
        }
    }
}
