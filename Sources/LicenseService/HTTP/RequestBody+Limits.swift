import Hummingbird
import NIOCore

extension Request {
    /// The whole body, within a size and a time.
    func bytes(upTo limit: Int, within time: Duration) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        let body = body
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask {
                var content = ByteBuffer()
                for try await part in body {
                    guard content.readableBytes + part.readableBytes <= limit else {
                        throw Problem.tooLarge(limit: limit)
                    }
                    content.writeImmutableBuffer(part)
                }
                return content
            }
            group.addTask {
                try await Task.sleep(for: time)
                var problem = Problem(
                    .requestTimeout, "too-slow", "the body did not come within \(time)")
                problem.closes = true
                throw problem
            }
            defer { group.cancelAll() }
            guard let content = try await group.next() else { throw Problem.internalFault }
            return content
        }
    }

    /// Whether the body is said to be of a type, whatever its parameters.
    func hasType(_ expected: String) -> Bool {
        let given = headers[.contentType] ?? ""
        return given.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == expected
    }

    /// Refuses a body of another type.
    func require(type expected: String) throws {
        guard headers[.contentType] == nil || hasType(expected) else {
            throw Problem(
                .unsupportedMediaType, "media-type", "the body is to be \(expected)")
        }
    }
}
