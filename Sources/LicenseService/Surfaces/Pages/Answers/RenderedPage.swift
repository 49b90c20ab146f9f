import HTTPTypes
import Hummingbird
import NIOCore

/// A page with its frame around it.
struct RenderedPage: ResponseContent {
    let html: String
    var status = HTTPResponse.Status.ok
    /// What the browser is to keep; nil for nothing.
    var cookies: [String?] = []

    /// The status is the page's own: a refused form has another one than its operation.
    func response(status: HTTPResponse.Status) -> Response {
        Response(
            status: self.status, headers: HTTPFields.page.adding(cookies: cookies),
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
