import Hummingbird

/// Adds operations of Dodo's contract.
struct DodoRouteTable {
    var routes: RouteTable

    /// Adds an operation that is open to everybody.
    mutating func add(
        _ operation: Operation, sender: @escaping RouteTable.Sender,
        _ handler:
            @escaping @Sendable (Request, ServiceContext) async throws -> some ResponseContent
    ) {
        var operation = operation
        operation.surface = .dodo
        routes.add(operation, sender: sender, handler)
    }

    /// Adds an operation for callers whose token allows what it does.
    mutating func add(
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (Request, ServiceContext, Caller) async throws ->
            some ResponseContent
    ) {
        var operation = operation
        operation.surface = .dodo
        routes.add(operation, handler)
    }
}
