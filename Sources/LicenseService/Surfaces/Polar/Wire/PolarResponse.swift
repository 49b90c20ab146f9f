import HTTPTypes
import Hummingbird
import JSON
import LicenseVerifier
import NIOCore

/// Answers that are objects.
enum PolarResponse {
    static func json(
        _ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter()
        writer.object(write)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }

    static var nothing: Response { Response(status: .noContent) }
}
