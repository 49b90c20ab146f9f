import HTTPTypes
import Hummingbird
import NIOCore

/// A body of a media type of its own, made for one request.
struct MediaContent: ResponseContent {
    let type: String
    let body: ResponseBody
    /// What caches are told; nil for nothing.
    let caching: String?

    init(_ type: String, _ body: ResponseBody, caching: String? = "no-store") {
        self.type = type
        self.body = body
        self.caching = caching
    }

    init(_ type: String, _ bytes: [UInt8], caching: String? = "no-store") {
        self.init(type, ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)), caching: caching)
    }

    func response(status: HTTPResponse.Status) -> Response {
        var headers: HTTPFields = [.contentType: type]
        headers[.cacheControl] = caching
        return Response(status: status, headers: headers, body: body)
    }
}
