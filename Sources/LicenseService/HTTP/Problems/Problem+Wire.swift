import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension Problem {
    private struct Wire: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let nextStep: String?
        let errors: [FieldFault]?
        let requestID: String?

        enum CodingKeys: String, CodingKey {
            case type, title, status, detail, code, errors
            case nextStep = "next_step"
            case requestID = "request_id"
        }
    }

    /// The document and the header fields that go with it.
    ///
    /// - Parameter requestID: names the request, where it has a name.
    func document(requestID: String?) -> (headers: HTTPFields, content: ByteBuffer) {
        let wire = Wire(
            type: "urn:latchkey:problem:\(code)", title: status.reasonPhrase, status: status.code,
            detail: detail, code: code, nextStep: nextStep, errors: faults.isEmpty ? nil : faults,
            requestID: requestID)
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .cacheControl: "no-store",
        ]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        // A value of strings and numbers always encodes.
        return (headers, (try? SortedJSON.bytes(of: wire)) ?? ByteBuffer())
    }

    func response(requestID: String, closing channel: (any Channel)? = nil) -> Response {
        let (headers, content) = document(requestID: requestID)
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: content)
        ).closing(channel)
    }

    static let schema = Schema(
        "Problem",
        .shape(
            [
                "type": .text, "title": .text, "status": .wholeNumber, "detail": .text,
                "code": .text,
                "next_step": .text, "request_id": .text,
                "errors": .array(of: .shape(["field": .text, "detail": .text])),
            ], required: ["type", "title", "status", "detail", "code", "request_id"]))
}

extension Response {
    /// The answer after which the connection is closed, a moment later so that it arrives: what is
    /// too long or too slow is not read to the end.
    func closing(_ channel: (any Channel)?) -> Response {
        guard let channel else { return self }
        var headers = headers
        headers[.connection] = "close"
        let body = body
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: body.contentLength) { writer in
                try await body.write(writer)
                channel.eventLoop.scheduleTask(in: .milliseconds(200)) {
                    channel.close(promise: nil)
                }
            })
    }
}
