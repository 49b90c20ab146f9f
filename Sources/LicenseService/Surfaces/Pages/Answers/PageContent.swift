import HTTPTypes
import Hummingbird

/// What a browser is sent: a page, the way to another one, or a file.
enum PageContent: ResponseContent {
    case page(RenderedPage)
    case redirect(Redirect)
    case file(FileDownload)

    func response(status: HTTPResponse.Status) -> Response {
        switch self {
        case .page(let page): page.response(status: status)
        case .redirect(let redirect): redirect.response(status: status)
        case .file(let file): file.response(status: status)
        }
    }
}
