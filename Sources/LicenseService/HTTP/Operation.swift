import HTTPTypes
import LicenseStore

/// One method at one place, as the router knows it and as the OpenAPI document shows it.
struct Operation: Sendable {
    let method: HTTPRequest.Method
    /// The place, with `{name}` for its parts that vary.
    let path: String
    /// The name by which generated clients call it.
    let id: String
    let summary: String
    /// What a caller's token must allow; nil for what is open to everybody.
    var scope: TokenScope?
    /// What may stand in the query.
    var query: [QueryParameter] = []
    /// The body that is sent.
    var request: BodyForm?
    /// The body that comes back, and its status.
    var answer: BodyForm?
    var status = 200
    /// What comes back where the request is refused; nil for a problem document.
    var refusal: Schema?

    init(
        _ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String,
        scope: TokenScope? = nil, query: [QueryParameter] = [], request: BodyForm? = nil,
        answer: BodyForm? = nil, status: Int = 200
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.scope = scope
        self.query = query
        self.request = request
        self.answer = answer
        self.status = status
    }
}

/// One member of the query.
struct QueryParameter: Sendable {
    let name: String
    let schema: JSONValue
    let summary: String

    init(_ name: String, _ schema: JSONValue, _ summary: String) {
        self.name = name
        self.schema = schema
        self.summary = summary
    }
}

/// A body: its media type, and for JSON its schema by name.
enum BodyForm: Sendable {
    case json(Schema)
    case list(Schema)
    case media(String)
}

/// A named shape of JSON.
struct Schema: Sendable {
    let name: String
    let definition: JSONValue

    init(_ name: String, _ definition: JSONValue) {
        self.name = name
        self.definition = definition
    }
}
