import HTTPTypes

extension HTTPFields {
    /// What every page is sent with: nothing from elsewhere runs in it, no other site frames it, no
    /// cache keeps it, and no other site hears of its address.
    static var page: HTTPFields {
        [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: """
            default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
            connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            """,
            .xContentTypeOptions: "nosniff", .referrerPolicy: "same-origin",
            .crossOriginOpenerPolicy: "same-origin", .crossOriginResourcePolicy: "same-origin",
            .permissionsPolicy: "camera=(), geolocation=(), microphone=()",
        ]
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name(known: "referrer-policy")
    static let crossOriginOpenerPolicy = HTTPField.Name(known: "cross-origin-opener-policy")
    static let permissionsPolicy = HTTPField.Name(known: "permissions-policy")
}
