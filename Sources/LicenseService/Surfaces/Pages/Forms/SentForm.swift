import Hummingbird
import LicenseRegistry
import NIOCore

/// What somebody who is signed in has sent with a form that they had from us.
struct SentForm<Caller: PageCaller>: Sendable {
    let form: SubmittedForm
    let caller: Caller

    /// Reads the form, and refuses it where nobody is signed in or another site has made it.
    ///
    /// Each copy of a form has a name, by which it is acted on once.
    static func read(
        _ request: Request, upTo limit: Int, from find: (Request) async throws -> Caller?
    ) async throws -> ReadRequest<SentForm> {
        let (form, bytes) = try await SubmittedForm.read(request, upTo: limit)
        let found: Caller?
        do {
            found = try await find(request)
        } catch {
            throw PageProblem.of(error, form, at: request.uri.path)
        }
        guard let caller = found else { throw PageProblem.signedOut(form) }
        guard caller.credential.formToken.matches(form["token"]) else {
            throw PageProblem.otherForm(form)
        }
        var head = request.head
        // The body is read, and by another limit than that of what is read from here on.
        head.headerFields[.contentLength] = nil
        head.headerFields[.idempotencyKey] = form.copyName(bytes)
        return ReadRequest(
            request: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            sender: IdempotencySender([caller.session.secretDigest]),
            content: SentForm(form: form, caller: caller))
    }
}
