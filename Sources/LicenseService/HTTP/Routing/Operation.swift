import HTTPTypes
import JSON
import LicenseRegistry

/// One method at one path, as the router knows it and as the OpenAPI document shows it.
struct Operation: Sendable {
    let method: HTTPRequest.Method
    /// The path, with `{name}` for its parts that vary.
    let path: String
    /// Other paths that lead to the same operation, and that no document names.
    var aliases: [String] = []
    /// The schemas of path parts that are not ids.
    var pathSchemas: [String: JSON] = [:]
    /// The name by which generated clients call it.
    let id: String
    let summary: String
    /// What a caller's token must allow; nil for what is open to everybody.
    var scope: TokenScope?
    /// What may be in the query.
    var query: [QueryParameter] = []
    /// The body that is sent.
    var request: BodyForm?
    /// The body that comes back, and its status.
    var answer: BodyForm?
    var status = 200
    /// Whose contract it follows.
    var surface = Surface.native
    /// Whether members of its query and body that it does not know are refused.
    var refusesUnknown = false
    /// Whether its answer is a judgment of the moment, which is made anew each time and changes
    /// nothing that must not happen twice.
    let isJudgment: Bool
    /// Whether the answer has a secret in it, which may not be kept: its schema says so.
    let answersSecret: Bool

    /// Whether a request with an `Idempotency-Key` is done once however often it comes.
    var isRepeatable: Bool {
        method != .get && !isJudgment && (scope != nil || surface.repeatsOpenOperations)
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String,
        scope: TokenScope? = nil, query: [QueryParameter] = [], request: BodyForm? = nil,
        answer: BodyForm? = nil, status: Int = 200, surface: Surface = .native,
        aliases: [String] = [], pathSchemas: [String: JSON] = [:], isJudgment: Bool = false
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
        self.surface = surface
        self.isJudgment = isJudgment
        answersSecret = answer?.schema?.definition.holdsSecret ?? false
        self.aliases = aliases
        self.pathSchemas = pathSchemas
    }
}

/// One member of the query.
struct QueryParameter: Sendable {
    let name: String
    let schema: JSON
    let summary: String

    init(_ name: String, _ schema: JSON, _ summary: String) {
        self.name = name
        self.schema = schema
        self.summary = summary
    }
}

/// A body: its media type, and for JSON its schema by name.
enum BodyForm: Sendable {
    case json(Schema)
    /// A page with a cursor to the next one.
    case list(Schema)
    /// A page and nothing more.
    case items(Schema)
    case media(String)
}

extension BodyForm {
    /// The shape of the JSON, or of its items.
    var schema: Schema? {
        switch self {
        case .json(let schema), .list(let schema), .items(let schema): schema
        case .media: nil
        }
    }
}

/// A named shape of JSON.
struct Schema: Sendable {
    let name: String
    let definition: JSON

    init(_ name: String, _ definition: JSON) {
        self.name = name
        self.definition = definition
    }
}
