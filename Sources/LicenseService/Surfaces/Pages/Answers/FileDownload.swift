import HTTPTypes
import Hummingbird
import NIOCore

/// A file that somebody saves.
struct FileDownload: ResponseContent {
    let name: String
    let mediaType: String
    let body: ResponseBody

    /// - Parameter body: may be written while it is sent, so that it takes no memory.
    init(_ name: String, _ mediaType: String, _ body: ResponseBody) {
        self.name = name
        self.mediaType = mediaType
        self.body = body
    }

    init(_ name: String, _ mediaType: String, text: String) {
        self.init(name, mediaType, ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    func response(status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: mediaType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
                .xContentTypeOptions: "nosniff",
            ], body: body)
    }
}
