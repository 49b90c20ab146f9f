import HTTPTypes
import Hummingbird
import NIOCore

/// A body of a media type of its own, made for one request.
struct MediaContent: ResponseContent {
    let type: String
    let body: ResponseBody

    init(_ type: String, _ body: ResponseBody) {
        self.type = type
        self.body = body
    }

    init(_ type: String, _ bytes: [UInt8]) {
        self.init(type, ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    func response(status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"], body: body)
    }
}
