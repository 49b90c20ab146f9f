import HTTPTypes
import Hummingbird

/// Finds out who sends a request that comes through proxies.
///
/// Anybody can write the header `X-Forwarded-For`, so it is read from its end, where the proxy at
/// the other end of the connection has added the address that it saw, and only as long as a trusted
/// proxy wrote the entry. The first address that is not a trusted proxy is the caller's.
struct ForwardingMiddleware: RouterMiddleware {
    let proxies: [NetworkPrefix]

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.peer = context.peer.map { caller(request.headers, from: $0) }
        return try await next(request, context)
    }

    /// The caller's address, behind as many proxies as are trusted.
    func caller(_ headers: HTTPFields, from peer: String) -> String {
        guard isProxy(peer) else { return peer }
        var caller = peer
        let entries = headers[values: .xForwardedFor].flatMap { $0.split(separator: ",") }
        for entry in entries.reversed() {
            // An entry that is not an address ends the chain of trusted proxies.
            guard let address = NetworkAddress(forwarded: entry) else { break }
            caller = "\(address)"
            guard proxies.contains(where: { $0.contains(address) }) else { break }
        }
        return caller
    }

    private func isProxy(_ peer: String) -> Bool {
        guard let address = NetworkAddress(peer) else { return false }
        return proxies.contains { $0.contains(address) }
    }
}
