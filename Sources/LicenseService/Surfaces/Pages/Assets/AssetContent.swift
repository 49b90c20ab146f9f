import HTTPTypes
import Hummingbird
import NIOCore

/// A file that pages need, under a name that changes with its content: caches keep it for ever.
struct AssetContent: ResponseContent {
    let mediaType: String
    let content: ByteBuffer
    /// Whether somebody else made it: who opens it alone gets a page in which nothing runs.
    var isForeign = false

    func response(status: HTTPResponse.Status) -> Response {
        var headers: HTTPFields = [
            .contentType: mediaType, .cacheControl: "public, max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff",
        ]
        if isForeign { headers[.contentSecurityPolicy] = "default-src 'none'; sandbox" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: content))
    }
}
