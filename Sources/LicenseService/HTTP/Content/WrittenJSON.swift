import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A JSON object that was written member by member.
struct WrittenJSON: ResponseContent {
    let bytes: [UInt8]

    /// - Parameter write: writes the members.
    init(_ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(write)
        bytes = writer.bytes
    }

    /// An object with `items` and nothing more.
    static func items<Item>(
        _ items: [Item], _ write: (Item, inout JSONWriter) -> Void
    ) -> WrittenJSON {
        WrittenJSON { writer in
            writer.name("items")
            writer.array { writer in for item in items { writer.object { write(item, &$0) } } }
        }
    }

    func response(status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
