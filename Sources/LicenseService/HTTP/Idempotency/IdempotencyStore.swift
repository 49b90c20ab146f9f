import COSE
import HTTPTypes
import Hummingbird
import LicenseRegistry
import NIOCore
import SQLDatabase
import Synchronization

/// Gives a request whose `Idempotency-Key` came before the answer that it got then.
///
/// The request is reserved in the registry, then worked on, then its answer is kept; so it is done
/// once however many nodes it reaches. Where a node dies in between, or its database cannot say
/// whether a change was made, the repeated request is refused, because nobody knows the outcome
/// (`RecordedResponses.reserve`).
struct IdempotencyStore: Sendable {
    /// How long an answer is given again.
    static let lifetime = Duration.seconds(86_400)
    /// How long a request may be worked on; one that takes longer is one whose node has died.
    static let longestHandling = Duration.seconds(60)

    /// How often a request that waits for another one looks whether that is done.
    private static let look = Duration.milliseconds(100)
    /// What is said of a request that came before, and is not done.
    static let underWay = "idempotency-key-in-use"

    let responses: RecordedResponses
    let pool: BlockingPool
    let clock: ServiceClock
    let limits: RequestLimits

    /// Lets the handler answer, unless the request was answered before.
    ///
    /// Nothing is looked up and nothing kept before the sender is known to be good, so that junk
    /// writes nothing, and who was shut out gets no answer of former times.
    ///
    /// - Parameter sender: tells who sends it; nil for one who has shown nothing that is good.
    func answer(
        _ request: Request, _ context: ServiceContext, _ operation: Operation,
        from sender: (Request, ServiceContext, ByteBuffer) async throws -> IdempotencySender?,
        _ handler: (Request) async throws -> Response
    ) async throws -> Response {
        guard operation.isRepeatable, let key = request.headers[.idempotencyKey] else {
            return try await handler(request)
        }
        try Self.check(key)
        let body = try await request.bytes(upTo: limits.bodyBytes)
        var request = request
        request.body = RequestBody(buffer: body)
        guard let sender = try await sender(request, context, body) else {
            return try await handler(request)
        }
        let known = IdempotentRequest(
            name: Self.digest([
                sender.digest, Array(operation.method.rawValue.utf8),
                Array(request.uri.path.utf8), Array(key.utf8),
            ]),
            content: Self.digest([
                Array((request.uri.query ?? "").utf8), Array(body.readableBytesView),
            ]))
        if let answer = try await earlierAnswer(to: known, patience: operation.surface.patience) {
            return answer
        }
        return try await firstAnswer(to: known, operation, context) { try await handler(request) }
    }

    private static func check(_ key: String) throws(Problem) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) else {
            throw Problem(
                .badRequest, "idempotency-key-malformed",
                "an idempotency key must have 1 to 255 printable characters of ASCII",
                nextStep: "use a UUID, for example")
        }
    }

    /// A digest of parts that no other parts have.
    static func digest(_ parts: [[UInt8]]) -> [UInt8] {
        SHA256.digest(of: parts.flatMap { SHA256.digest(of: $0) })
    }

    // MARK: - Again

    private func reserve(
        _ request: IdempotentRequest
    ) async throws -> IdempotencyReservation {
        let now = clock.now()
        return try await pool.run { [responses] in
            try responses.reserve(
                request, timeout: Self.longestHandling, lifetime: Self.lifetime, now: now)
        }
    }

    /// - Parameter patience: how long a request waits that came twice at once.
    private func earlierAnswer(
        to request: IdempotentRequest, patience: Duration
    ) async throws -> Response? {
        var reservation = try await reserve(request)
        var left = patience
        while case .underWay = reservation, left > .zero {
            try await Task.sleep(for: Self.look)
            left -= Self.look
            reservation = try await reserve(request)
        }
        switch reservation {
        case .first: return nil
        case .answered(let answer): return try Self.response(answer)
        case .otherContent:
            throw Problem(
                .unprocessableContent, "idempotency-key-reused",
                "this idempotency key was used for another request before",
                nextStep: "use a new key for a new request")
        case .underWay:
            var problem = Problem(
                .conflict, "idempotency-key-in-use",
                "a request with this idempotency key is being worked on",
                nextStep: "try again after the time in Retry-After")
            problem.retryAfter = 1
            throw problem
        case .outcomeUnknown:
            throw Problem(
                .conflict, "idempotency-outcome-unknown",
                "a request with this idempotency key was interrupted, and may or may not be done",
                nextStep: "check whether the change was made before you repeat it with a new key")
        }
    }

    private static func response(_ answer: RecordedResponse) throws -> Response {
        guard let body = answer.body else {
            throw Problem(
                .conflict, "idempotency-answer-withheld",
                "the request was done, and its answer held a secret that is not kept",
                nextStep: "revoke what it made, and make another")
        }
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        headers[.idempotentReplayed] = "true"
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    // MARK: - For the first time

    private func firstAnswer(
        to request: IdempotentRequest, _ operation: Operation, _ context: ServiceContext,
        _ handler: () async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await handler()
        } catch {
            let refusal = operation.surface.response(error, context.requestID, nil)
            if Self.isLasting(refusal.status) {
                return try await kept(refusal, to: request, operation)
            }
            if Self.hasChangedNothing(error, operation.surface) { await release(request) }
            throw error
        }
        if Self.isLasting(response.status) {
            return try await kept(response, to: request, operation)
        }
        await release(request)
        return response
    }

    /// Whether the same request would be answered so again.
    private static func isLasting(_ status: HTTPResponse.Status) -> Bool {
        status.code < 500 && status != .tooManyRequests
    }

    private static func hasChangedNothing(_ error: any Error, _ surface: Surface) -> Bool {
        if let cause = (error as? any CausedError)?.cause {
            return hasChangedNothing(cause, surface)
        }
        return switch error {
        case RegistryError.database(.outcomeUnknown), is CancellationError: false
        case _ where surface.isRefusal(error): true
        default: Problem(error).code != Problem.internalFault.code
        }
    }

    private func kept(
        _ response: Response, to request: IdempotentRequest, _ operation: Operation
    ) async throws -> Response {
        let collected = CollectedBody()
        try await response.body.write(collected)
        let bytes = collected.bytes
        let holdsSecret = operation.answersSecret && response.status.kind == .successful
        let answer = RecordedResponse(
            status: response.status.code,
            headers: response.headers.map { RecordedResponse.Header($0.name.rawName, $0.value) },
            body: holdsSecret ? nil : Array(bytes.readableBytesView))
        // The change is made whether its answer can be kept or not, so the sender is told; if it
        // asks again, it hears that nobody knows.
        let now = clock.now()
        try? await pool.run { [responses] in
            try responses.record(answer, to: request, now: now)
        }
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody(byteBuffer: bytes))
    }

    private func release(_ request: IdempotentRequest) async {
        // A reservation that stays refuses too much rather than too little.
        let now = clock.now()
        try? await pool.run { [responses] in
            try responses.release(request, now: now)
        }
    }
}

/// Takes a response's body in.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    private let content = Mutex(ByteBuffer())

    var bytes: ByteBuffer { content.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        content.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
