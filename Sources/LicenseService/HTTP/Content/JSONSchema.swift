import JSON

// The few shapes of which all JSON schemas here are made.
extension JSON {
    static let text: JSON = ["type": "string"]
    static let uuid: JSON = ["format": "uuid", "type": "string"]
    /// An id that is sent: a UUID, or the form that messages to webhooks have (`PrefixedKind`).
    static let id: JSON = [
        "description": "A UUID, or an id with its prefix as in webhooks, such as lic_….",
        "pattern":
            "^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[a-z]{2,4}_[A-Za-z0-9_-]{22})$",
        "type": "string",
    ]
    static let time: JSON = ["format": "date-time", "type": "string"]
    static let wholeNumber: JSON = ["minimum": 0, "type": "integer"]
    /// A text that anybody who sees it could use: shown once, and neither kept nor logged.
    static let secret: JSON = ["type": "string", "x-secret": true]

    /// Whether a value of this schema has a secret in it.
    var holdsSecret: Bool {
        switch self {
        case .object(let object):
            object["x-secret"] == true
                || object.members.contains { $0.value.holdsSecret }
        case .array(let elements): elements.contains { $0.holdsSecret }
        case .null, .bool, .number, .string: false
        }
    }

    static let flag: JSON = ["type": "boolean"]

    /// An object whose members are all strings.
    static let texts: JSON = ["additionalProperties": ["type": "string"], "type": "object"]

    static func oneOf(_ values: [String]) -> JSON {
        ["enum": .array(values.map { .string($0) }), "type": "string"]
    }

    static func array(of items: JSON) -> JSON { ["items": items, "type": "array"] }

    /// Absent or null where there is none.
    static func optional(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }

    static func shape(_ properties: [String: JSON], required: [String] = []) -> JSON {
        [
            "properties": .members(properties),
            "required": .array(required.map { .string($0) }), "type": "object",
        ]
    }

    /// An object of these members, sorted by their names.
    static func members(_ members: [String: JSON]) -> JSON {
        .object(
            JSONObject(
                members.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, $0.value) }))
    }
}
