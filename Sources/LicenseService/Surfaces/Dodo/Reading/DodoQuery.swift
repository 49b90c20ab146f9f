import Hummingbird

/// The members of a request's query, each read as its type.
struct DodoQuery {
    private let request: Request

    init(_ request: Request) {
        self.request = request
    }

    /// A member as it was sent.
    func text(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map { String($0) }
    }

    /// A member; nil when it is absent, an error when it cannot be read.
    func value<Value>(
        _ name: String, _ read: (String) -> Value?
    ) throws(DodoRefusal) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = read(text) else { throw .query(name) }
        return value
    }
}
