import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// What the routes of Dodo's interface have in common.
struct DodoContext: Sendable {
    let registry: RegistryAccess
    let keys: LicenseKeyService
    let limits: RequestLimits
    let minting: MintingKey?

    func now() -> Timestamp { keys.clock.now() }

    /// Works on the registry in a caller's name.
    func work<Result: Sendable>(
        _ caller: Caller?, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller?.name ?? Self.publicActor, body)
    }

    /// Whom the audit log names for what apps do without a token.
    static let publicActor = "dodo"

    func body(of request: Request) async throws -> DodoBody {
        let bytes = try await request.bytes(upTo: limits.bodyBytes)
        return try DodoBody(Array(bytes.readableBytesView))
    }

    /// The business that a token is for: its own, or the only one there is.
    func business(_ caller: Caller) async throws -> OrganizationID {
        if let own = caller.token.organization { return own }
        let all = try await work(caller) { try $0.organizations() }
        guard all.count == 1, let only = all.first else { throw DodoError.ambiguousBusiness }
        return only.id
    }

    /// An answer with one object.
    static func response(
        _ status: HTTPResponse.Status = .ok, _ members: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter()
        writer.object(members)
        return response(status, writer)
    }

    /// An answer with a page of a list, which says nothing of other pages.
    static func list<Item>(
        _ items: [Item], _ members: (Item, inout JSONWriter) -> Void
    ) -> Response {
        response { writer in
            writer.name("items")
            writer.array { writer in
                for item in items { writer.object { members(item, &$0) } }
            }
        }
    }

    private static func response(
        _ status: HTTPResponse.Status, _ writer: JSONWriter
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }
}

extension DodoContext {
    /// A place of Dodo's interface.
    static func operation(
        _ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String,
        scope: TokenScope? = nil, query: [QueryParameter] = [], request: Schema? = nil,
        answer: BodyForm? = nil, status: Int = 200
    ) -> Operation {
        Operation(
            method, path, id, summary, scope: scope, query: query,
            request: request.map { .json($0) }, answer: answer, status: status, surface: .dodo)
    }
}

extension ServiceContext {
    /// A part of the place, read as an id of Dodo's form; what is none names nothing.
    func dodoID<Kind: DodoNamed>(
        _ part: String, _ what: String, _ type: Identifier<Kind>.Type
    ) throws(DodoError) -> Identifier<Kind> {
        guard let text = coreContext.parameters.get(part), let id = Identifier<Kind>(dodo: text)
        else { throw .missing(what) }
        return id
    }
}
