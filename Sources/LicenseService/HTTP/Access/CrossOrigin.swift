import HTTPTypes
import Hummingbird

/// What a page of another origin may read: everything that needs no cookie (Fetch §3.2).
enum CrossOrigin {
    /// Whether a browser asks what it may ask.
    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.origin] != nil
            && request.headers[.accessControlRequestMethod] != nil
    }

    /// Says that a page may ask everything, with the usual headers, some more and those that it asks
    /// for: a shop's client sends headers of its own, which say what it runs on.
    static func preflight(
        of request: Request, allowing headers: [String] = []
    ) -> Response {
        let usual = [
            "Accept", "Accept-Language", "Authorization", "Content-Language", "Content-Type",
            "Idempotency-Key",
        ]
        // A header of this kind may stand in several lines.
        let asked = request.headers[values: .accessControlRequestHeaders].flatMap {
            $0.split { $0 == "," || $0 == " " || $0 == "\t" }
                .compactMap { HTTPField.Name(String($0))?.rawName }
        }
        return Response(
            status: .ok,
            headers: [
                .accessControlAllowOrigin: "*",
                .accessControlAllowMethods: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
                .accessControlAllowHeaders: (usual + headers + asked).joined(separator: ", "),
                .accessControlMaxAge: "600",
                .vary: "Origin, Access-Control-Request-Headers",
            ])
    }

    /// Lets a page of another origin read an answer.
    static func open(
        _ response: inout Response, to request: Request, exposing header: String? = nil
    ) {
        guard request.headers[.origin] != nil else { return }
        response.headers[.accessControlAllowOrigin] = "*"
        if let header { response.headers[.accessControlExposeHeaders] = header }
    }
}
