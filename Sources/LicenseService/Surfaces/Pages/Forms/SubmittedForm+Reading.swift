import Hummingbird
import NIOCore

extension SubmittedForm {
    /// How much more than is taken is still read, so that it can be given back.
    private static let readBeyond = 1_048_576

    /// Reads the form that a request has sent; one that is too large is refused with what was typed.
    static func read(
        _ request: Request, upTo limit: Int
    ) async throws -> (form: SubmittedForm, bytes: [UInt8]) {
        let body = try await request.bytes(upTo: limit + readBeyond)
        let bytes = Array(body.readableBytesView)
        let form = try SubmittedForm(request, bytes)
        guard bytes.count <= limit else {
            throw PageProblem(problem: .tooLarge(limit: limit), typed: form.typed)
        }
        return (form, bytes)
    }
}
