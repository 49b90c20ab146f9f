import HTTPTypes
import Hummingbird
import LicenseRegistry
import NIOCore

/// The routes as they are added: to the router, and to the list that the OpenAPI document and the
/// answers to wrong methods are made of.
struct RouteTable {
    let router: Router<ServiceContext>
    let authenticator: Authenticator
    let idempotency: IdempotencyStore
    private(set) var operations: [Operation] = []
    /// Whether the operations that are added now refuse what they do not know: where nobody else's
    /// contract says otherwise, a filter that is passed over answers another question.
    var refusesUnknown = false

    init(
        router: Router<ServiceContext>, authenticator: Authenticator,
        idempotency: IdempotencyStore
    ) {
        self.router = router
        self.authenticator = authenticator
        self.idempotency = idempotency
    }

    /// Tells who sends a request, after checking that it is somebody good; nil for nobody.
    typealias Sender =
        @Sendable (Request, ServiceContext, ByteBuffer) async throws -> IdempotencySender?

    /// Adds an operation that is open to everybody.
    ///
    /// - Parameter sender: where an `Idempotency-Key` counts.
    mutating func add(
        _ operation: Operation, sender: @escaping Sender = { _, _, _ in nil },
        _ handler:
            @escaping @Sendable (Request, ServiceContext) async throws -> some ResponseContent
    ) {
        precondition(operation.scope == nil, "an operation with a scope has a caller")
        addUnchecked(operation, sender: sender, handler)
    }

    /// Adds an operation whose handler checks its callers itself.
    mutating func addUnchecked(
        _ operation: Operation, sender: @escaping Sender,
        _ handler:
            @escaping @Sendable (Request, ServiceContext) async throws -> some ResponseContent
    ) {
        operations.append(operation)
        let idempotency = idempotency
        let status = HTTPResponse.Status(code: operation.status)
        for path in [operation.path] + operation.aliases {
            router.on(RouterPath(path), method: operation.method) { request, context in
                try await idempotency.answer(request, context, operation, from: sender) {
                    request in
                    try await handler(request, context).response(status: status)
                }
            }
        }
    }

    /// Adds an operation whose sender and `Idempotency-Key` are in its body.
    ///
    /// - Parameters:
    ///   - read: reads the body, and refuses senders who are nobody good.
    ///   - refused: what a sender is told of an error who has sent this.
    mutating func add<Content: Sendable>(
        _ operation: Operation,
        reading read: @escaping @Sendable (Request) async throws -> ReadRequest<Content>,
        refused: @escaping @Sendable (any Error, Content, Request) -> any Error = { error, _, _ in
            error
        },
        _ handler:
            @escaping @Sendable (Request, ServiceContext, Content) async throws ->
            some ResponseContent
    ) {
        precondition(operation.scope == nil, "an operation with a scope has a caller")
        operations.append(operation)
        let idempotency = idempotency
        let status = HTTPResponse.Status(code: operation.status)
        for path in [operation.path] + operation.aliases {
            router.on(RouterPath(path), method: operation.method) { request, context in
                let sent = try await read(request)
                do {
                    return try await idempotency.answer(
                        sent.request, context, operation, from: { _, _, _ in sent.sender }
                    ) { request in
                        try await handler(request, context, sent.content).response(status: status)
                    }
                } catch {
                    throw refused(error, sent.content, request)
                }
            }
        }
    }

    /// Adds an operation for callers whose token allows what it does.
    mutating func add(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, Caller) async throws ->
            some ResponseContent
    ) {
        guard let scope = operation.scope else {
            preconditionFailure("an operation with a caller has a scope")
        }
        var operation = operation
        operation.refusesUnknown = refusesUnknown
        operations.append(operation)
        let (authenticator, idempotency) = (authenticator, idempotency)
        let known = refusesUnknown ? Set(operation.query.map(\.name)) : nil
        let status = HTTPResponse.Status(code: operation.status)
        for path in [operation.path] + operation.aliases {
            router.on(RouterPath(path), method: operation.method) { [operation] request, context in
                let caller = try await authenticator.admit(request, for: scope)
                if let known { try Query(request).refuseOthers(than: known) }
                do {
                    return try await idempotency.answer(
                        request, context, operation, from: { _, _, _ in IdempotencySender(caller) }
                    ) { request in
                        try await handler(request, context, caller).response(status: status)
                    }
                } catch {
                    throw caller.told(error)
                }
            }
        }
    }
}
