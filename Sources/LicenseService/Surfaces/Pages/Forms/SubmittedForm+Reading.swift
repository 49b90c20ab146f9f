import HTTPTypes
import Hummingbird
import NIOCore

extension SubmittedForm {
    /// How much more than is taken is still kept, so that it can be given back.
    private static let keptBeyond = 1_048_576
    /// How much is read at all: what people choose by mistake, a photo or a program.
    private static let mostRead = 67_108_864

    /// Reads the form that a request has sent; one that is too large is refused with what was typed,
    /// however large the files beside it are.
    static func read(
        _ request: Request, upTo limit: Int
    ) async throws -> (form: SubmittedForm, bytes: [UInt8]) {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > mostRead {
            throw PageProblem.of(
                PageProblem.tooLarge(limit), SubmittedForm(), at: request.uri.path)
        }
        var body = KeptBody(
            boundary: boundary(request.headers[.contentType] ?? ""), upTo: limit)
        var count = 0
        for try await part in request.body {
            count += part.readableBytes
            body.take(part.readableBytesView)
            guard count <= mostRead, body.kept.count <= limit + keptBeyond else {
                throw PageProblem.of(
                    PageProblem.tooLarge(limit), SubmittedForm(), at: request.uri.path)
            }
        }
        let bytes = body.bytes
        let form = try SubmittedForm(request, bytes)
        guard body.isWhole else {
            throw PageProblem.of(PageProblem.tooLarge(limit), form, at: request.uri.path)
        }
        return (form, bytes)
    }
}
