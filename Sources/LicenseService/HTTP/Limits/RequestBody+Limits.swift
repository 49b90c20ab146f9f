import Hummingbird
import NIOCore

extension Request {
    /// The whole body, within a size; `BodyDeadlineHandler` limits the time.
    func bytes(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        var content = ByteBuffer()
        for try await part in body {
            guard content.readableBytes + part.readableBytes <= limit else {
                throw Problem.tooLarge(limit: limit)
            }
            if content.readableBytes == 0 {
                content = part
            } else {
                content.writeImmutableBuffer(part)
            }
        }
        return content
    }

    /// Whether the body is said to be of a type, whatever its parameters.
    func hasType(_ expected: String) -> Bool {
        let given = headers[.contentType] ?? ""
        // What programs send is nearly always this.
        if given == expected { return true }
        return given.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == expected
    }

    /// Refuses a body of another type.
    func require(type types: String...) throws {
        guard headers[.contentType] == nil || types.contains(where: hasType) else {
            let expected = types.joined(separator: " or ")
            throw Problem(
                .unsupportedMediaType, "media-type", "the body must be \(expected)",
                nextStep: "send such a body, and name its type in Content-Type")
        }
    }
}
