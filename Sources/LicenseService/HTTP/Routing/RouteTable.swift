import Hummingbird
import LicenseRegistry

/// The routes as they are added: to the router, and to the list that the OpenAPI document and the
/// answers to wrong methods are made of.
struct RouteTable {
    let router: Router<ServiceContext>
    let authenticator: Authenticator
    let answers: IdempotencyStore
    private(set) var operations: [Operation] = []

    init(router: Router<ServiceContext>, authenticator: Authenticator, answers: IdempotencyStore) {
        self.router = router
        self.authenticator = authenticator
        self.answers = answers
    }

    /// Adds a place that is open to everybody.
    mutating func add(
        _ operation: Operation,
        _ handler: @escaping @Sendable (Request, ServiceContext) async throws -> Response
    ) {
        precondition(operation.scope == nil, "a place with a scope has a caller")
        operations.append(operation)
        let answers = answers
        router.on(RouterPath(operation.path), method: operation.method) { request, context in
            try await answers.answer(request, context, operation, caller: nil) { request in
                try await handler(request, context)
            }
        }
    }

    /// Adds a place under several spellings, which lets its callers in itself.
    mutating func add(
        _ operation: Operation, at spellings: [String],
        _ handler: @escaping @Sendable (Request, ServiceContext) async throws -> Response
    ) {
        operations.append(operation)
        let answers = answers
        for spelling in spellings {
            router.on(RouterPath(spelling), method: operation.method) { request, context in
                try await answers.answer(request, context, operation, caller: nil) { request in
                    try await handler(request, context)
                }
            }
        }
    }

    /// Adds a place for callers whose token allows what it does.
    mutating func add(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, Caller) async throws -> Response
    ) {
        guard let scope = operation.scope else {
            preconditionFailure("a place with a caller has a scope")
        }
        operations.append(operation)
        let (authenticator, answers) = (authenticator, answers)
        router.on(RouterPath(operation.path), method: operation.method) { request, context in
            let caller = try await authenticator.admit(request, for: scope)
            return try await answers.answer(request, context, operation, caller: caller) {
                request in try await handler(request, context, caller)
            }
        }
    }
}
