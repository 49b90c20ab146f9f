import HTTPTypes
import Hummingbird
import NIOCore

/// Makes answers of pages.
struct PageRenderer: Sendable {
    let templates: PageTemplates
    let assets: PageAssets
    let cookies: PageCookies

    /// A frame with nothing in it that depends on who is signed in.
    func frame(_ page: PageBody, area: String, token: FormToken?) -> PageFrame {
        PageFrame(
            windowTitle: "\(page.heading) – Latchkey", area: area, stylesheet: assets.stylesheet,
            script: assets.script, home: area == "portal" ? "/portal" : "/admin",
            brandName: "Latchkey", closing: "License keys by Latchkey", navigation: nil,
            formToken: token?.text ?? "", formID: FormToken.newFormID(), page: page)
    }

    func response(
        _ frame: PageFrame, status: HTTPResponse.Status = .ok, setting cookies: [String?] = []
    ) -> Response {
        var headers = HTTPFields.page
        for cookie in cookies.compactMap(\.self) {
            headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: templates.text(of: frame))))
    }

    /// Leads a browser on after it has sent a form (RFC 9110 §15.4.4).
    static func redirect(to path: String, setting cookies: [String?] = []) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        for cookie in cookies.compactMap(\.self) {
            headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        return Response(status: .seeOther, headers: headers)
    }
}
