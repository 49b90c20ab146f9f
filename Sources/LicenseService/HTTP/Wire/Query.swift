import Hummingbird
import JSON

/// The members of a request's query, each read as its type.
struct Query {
    /// The most items that a page may have.
    static let maxLimit = 500

    private let request: Request

    init(_ request: Request) {
        self.request = request
    }

    /// A member; nil when it is absent, a problem when it cannot be read.
    func value<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        // No row has a text with this character, and a database takes none in a question.
        guard !text.utf8.contains(0), let value = read(String(text)) else {
            throw Problem.invalid(name, "has an invalid value")
        }
        return value
    }

    /// Throws for members that are not known, and for those that are there twice.
    func refuseOthers(than known: Set<String>) throws(Problem) {
        var names: Set<String> = []
        let faults = request.uri.queryParameters.compactMap { member -> FieldFault? in
            let name = String(member.key)
            guard known.contains(name) else {
                return FieldFault(field: name, detail: "is not known here")
            }
            return names.insert(name).inserted
                ? nil : FieldFault(field: name, detail: "is there twice")
        }
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    /// How many items a page may have.
    func limit() throws -> Int {
        try value("limit") { text in
            Int(text).flatMap { (1...Self.maxLimit).contains($0) ? $0 : nil }
        } ?? 50
    }

    /// The parameters that every list takes.
    static let page = [
        QueryParameter(
            "limit", ["maximum": .integer(maxLimit), "minimum": 1, "type": "integer"],
            "How many items, 50 by default."),
        QueryParameter("cursor", .text, "Where to continue: `next_cursor` of the page before."),
    ]

    static let organization = QueryParameter(
        "organization_id", .id,
        "Whose; needed where there were several organizations when the token was made.")
}
