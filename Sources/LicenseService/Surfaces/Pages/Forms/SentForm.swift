import Hummingbird
import LicenseRegistry
import NIOCore

/// What somebody who is signed in has sent with a form that they had from us.
struct SentForm<Caller: PageCaller>: Sendable {
    let form: SubmittedForm
    let caller: Caller
    /// Without its body, which is read, and with the name of this copy of the form.
    private let request: Request

    /// Reads the form, and refuses it where nobody is signed in or another site has made it.
    init(
        _ request: Request, upTo limit: Int, from find: (Request) async throws -> Caller?
    ) async throws {
        let body = try await request.bytes(upTo: limit)
        let bytes = Array(body.readableBytesView)
        form = try SubmittedForm(request, bytes)
        guard let caller = try await find(request) else { throw PageProblem.signedOut(form) }
        guard caller.credential.formToken.matches(form["token"]) else {
            throw PageProblem.otherForm(form)
        }
        self.caller = caller
        var head = request.head
        head.headerFields[.idempotencyKey] = form.copyName(bytes)
        self.request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// Acts on it, once for each copy of the form.
    func answer(
        through idempotency: IdempotencyStore, _ context: ServiceContext, _ operation: Operation,
        _ handler: (Request) async throws -> Response
    ) async throws -> Response {
        let secret = caller.session.secretDigest
        return try await idempotency.answer(
            request, context, operation, from: { _, _, _ in IdempotencySender([secret]) },
            handler)
    }
}
