import COSE
import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// How a proxy that signs people in says who sends a request, and what each of them may do.
struct ProxySignIn: Sendable {
    /// What a proxy says of one request.
    enum Statement: Equatable, Sendable {
        case nobody
        case person(String)
        /// Two names, or a text that is not a name: nobody is signed in by it.
        case unclear
    }

    private static let maxNameBytes = 200
    /// What everybody is called who has no line of their own.
    static let everybody = "*"
    /// Headers that callers themselves send, or that mean something else.
    private static let reserved: Set = [
        "authorization", "cookie", "host", "origin", "referer", "user-agent", "content-type",
        "x-forwarded-for", "idempotency-key",
    ]

    /// The header, which only these proxies may set.
    let header: HTTPField.Name
    let proxies: [NetworkPrefix]
    /// By each person's name, the API token whose scopes they have.
    let tokens: [String: APITokenID]

    /// Reads the name of a header; nil for one that means something else already.
    static func header(_ text: String) -> HTTPField.Name? {
        HTTPField.Name(text).flatMap { reserved.contains($0.canonicalName) ? nil : $0 }
    }

    /// Reads `ann@example.com=ID` by comma; nil for anything else, or a person who is named twice.
    static func tokens(_ text: String) -> [String: APITokenID]? {
        var tokens: [String: APITokenID] = [:]
        for part in text.split(separator: ",") {
            guard let mark = part.lastIndex(of: "="), let name = Self.name(String(part[..<mark])),
                let token = APITokenID(String(part[part.index(after: mark)...]).trimmingWhiteSpace),
                tokens.updateValue(token, forKey: name) == nil
            else { return nil }
        }
        return tokens.isEmpty ? nil : tokens
    }

    /// Who sends a request that has come through `ProxySignInMiddleware`.
    func statement(of request: Request) -> Statement {
        let values = request.headers[values: header]
        guard let first = values.first else { return .nobody }
        guard values.count == 1, let name = Self.name(first), name != Self.everybody else {
            return .unclear
        }
        return .person(name)
    }

    /// The token whose scopes a person has; nil for somebody who has none.
    func token(of person: String) -> APITokenID? { tokens[person] ?? tokens[Self.everybody] }

    /// A name as it is compared; nil for a text that cannot be one.
    ///
    /// A comma may stand between two values that a proxy has made one.
    private static func name(_ text: String) -> String? {
        let name = text.trimmingWhiteSpace
        return !name.isEmpty && name.utf8.count <= maxNameBytes
            && name.unicodeScalars.allSatisfy { $0.isVisible && $0 != "," }
            ? name : nil
    }
}

/// Takes the header away from everybody but the listed proxies: behind this it is theirs.
///
/// Whose connection it is counts, and not what `X-Forwarded-For` says.
struct ProxySignInMiddleware: RouterMiddleware {
    let signIn: ProxySignIn

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let peer = context.channel.remoteAddress?.ipAddress
        guard request.headers.contains(signIn.header), !isProxy(peer) else {
            return try await next(request, context)
        }
        var head = request.head
        head.headerFields[values: signIn.header] = []
        return try await next(Request(head: head, body: request.body), context)
    }

    private func isProxy(_ peer: String?) -> Bool {
        guard let address = peer.flatMap({ NetworkAddress($0) }) else { return false }
        return signIn.proxies.contains { $0.contains(address) }
    }
}
