import Hummingbird
import JSON
import LicenseRegistry

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

    /// Which page is asked for: from 0 on, of 10 items by default and 100 at most.
    func page() throws(DodoRefusal) -> PageRange {
        func count(_ text: String) -> Int64? { Int64(text).flatMap { $0 < 0 ? nil : $0 } }
        return PageRange(
            number: try value("page_number", count) ?? 0,
            size: min(try value("page_size", count) ?? 10, 100))
    }

    static let page = [
        QueryParameter("page_number", .wholeNumber, "Which page, starting at 0."),
        QueryParameter("page_size", .wholeNumber, "How many items, 10 by default and up to 100."),
    ]
}
