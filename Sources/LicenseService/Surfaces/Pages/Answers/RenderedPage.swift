import HTTPTypes
import Hummingbird
import NIOCore

/// A page with its frame around it.
struct RenderedPage: ResponseContent {
    let html: String
    var status = HTTPResponse.Status.ok
    /// What the browser is to keep; nil for nothing.
    var cookies: [String?] = []
    /// After how many seconds a browser asks for it again; nil for never.
    var reloadsAfter: Int?

    /// The status is the page's own: a refused form has another one than its operation.
    func response(status: HTTPResponse.Status) -> Response {
        var headers = HTTPFields.page.adding(cookies: cookies)
        headers[.refresh] = reloadsAfter.map { "\($0)" }
        return Response(
            status: self.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
