import HTTPTypes
import Hummingbird
import NIOCore

/// What a handler returns: a value that knows its own form on the wire.
protocol ResponseContent: Sendable {
    /// - Parameter status: the operation's, for values that have none of their own.
    func response(status: HTTPResponse.Status) throws -> Response
}

/// A value that is sent as JSON.
protocol JSONContent: ResponseContent, Encodable {}

extension JSONContent {
    func response(status: HTTPResponse.Status) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: try SortedJSON.bytes(of: self)))
    }
}

/// No body at all.
struct NoContent: ResponseContent {
    var headers: HTTPFields = [:]

    /// Nothing, which caches are not to keep.
    static let uncached = NoContent(headers: [.cacheControl: "no-store"])

    func response(status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: headers)
    }
}

/// A value with a status of its own.
struct StatusContent<Content: ResponseContent>: ResponseContent {
    let content: Content
    let status: HTTPResponse.Status

    init(_ content: Content, _ status: HTTPResponse.Status) {
        self.content = content
        self.status = status
    }

    func response(status: HTTPResponse.Status) throws -> Response {
        try content.response(status: self.status)
    }
}
