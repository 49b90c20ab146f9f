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
        _ request: Request, upTo limit: Int, from find: (Request) async throws -> Caller?,
        framing frame: (Request, Caller?) async -> PageFrame?
    ) async throws -> ReadRequest<SentForm> {
        let sent: (form: SubmittedForm, bytes: [UInt8])
        do {
            sent = try await SubmittedForm.read(request, upTo: limit)
        } catch let refused as PageProblem {
            // Who is not known has no frame of their own.
            let sender = try? await find(request)
            throw refused.framed(await frame(request, sender))
        }
        let (form, bytes) = sent
        let found: Caller?
        do {
            found = try await find(request)
        } catch {
            throw PageProblem.of(error, form, at: request.uri.path)
        }
        guard let caller = found else {
            throw PageProblem.signedOut(form, at: request.uri.path).framed(
                await frame(request, nil))
        }
        guard caller.credential.formToken.matches(form["token"]) else {
            throw PageProblem.otherForm(form, at: request.uri.path).framed(
                await frame(request, caller))
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
