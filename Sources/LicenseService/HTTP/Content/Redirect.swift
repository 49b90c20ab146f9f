import HTTPTypes
import Hummingbird

/// The way to another address.
struct Redirect: ResponseContent {
    private let status: HTTPResponse.Status
    private let headers: HTTPFields

    /// Leads a browser on, also after it has sent a form (RFC 9110 §15.4.4).
    ///
    /// - Parameter cookies: what it is to keep; nil for nothing.
    init(to path: String, setting cookies: [String?] = []) {
        status = .seeOther
        let location: HTTPFields = [.location: path, .cacheControl: "no-store"]
        headers = location.adding(cookies: cookies)
    }

    private init(_ status: HTTPResponse.Status, _ headers: HTTPFields) {
        self.status = status
        self.headers = headers
    }

    /// The same with one more cookie that the browser is to keep; nil for none.
    func setting(_ cookie: String?) -> Redirect {
        Redirect(status, headers.adding(cookies: [cookie]))
    }

    /// Says where the same request is to be sent once more (RFC 9110 §15.4.8).
    static func repeated(at path: String) -> Redirect {
        Redirect(.temporaryRedirect, [.location: path])
    }

    func response(status: HTTPResponse.Status) -> Response {
        Response(status: self.status, headers: headers)
    }
}

extension HTTPFields {
    /// These fields with cookies that a browser is to keep.
    func adding(cookies: [String?]) -> HTTPFields {
        var fields = self
        for cookie in cookies.compactMap(\.self) {
            fields.append(HTTPField(name: .setCookie, value: cookie))
        }
        return fields
    }
}
