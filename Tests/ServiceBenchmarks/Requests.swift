/// Requests in the form in which they are sent, made before the clock starts.
enum Requests {
    static func get(_ path: String, _ more: String = "") -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nhost: localhost\r\n\(more)\r\n".utf8)
    }

    static func sync(_ messages: [UInt8]) -> [UInt8] {
        post("/v1/sync", "application/cose", messages)
    }

    /// Validates a key and counts a unit, in Polar's form.
    static func validate(_ key: String, of organization: String) -> [UInt8] {
        let body = """
            {"key":"\(key)","organization_id":"\(organization)","increment_usage":1}
            """
        return post(
            "/v1/customer-portal/license-keys/validate", "application/json", Array(body.utf8))
    }

    private static func post(
        _ path: String, _ type: String, _ body: [UInt8], _ more: String = ""
    ) -> [UInt8] {
        Array(
            """
            POST \(path) HTTP/1.1\r\nhost: localhost\r\ncontent-type: \(type)\r\n\
            content-length: \(body.count)\r\n\(more)\r\n
            """.utf8) + body
    }
}
