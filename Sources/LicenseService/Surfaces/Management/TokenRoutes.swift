import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Bearer tokens: made, listed without their secrets, rotated, revoked.
struct TokenRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/tokens", "listTokens",
                "All tokens, without their secrets.",
                scope: .tokensWrite, answer: .list(TokenWire.schema))
        ) { _, _, caller in
            try TokenGiver(token: caller.token).checkReach()
            let all = try await management.work(caller, \.tokens) { try $0.all() }
            return PageWire(all: all.map { TokenWire($0) })
        }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/tokens", "createToken",
                "Make a token; its text is shown only now.",
                scope: .tokensWrite, request: .json(NewTokenWire.schema),
                answer: .json(TokenWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/tokens/{id}/rotate", "rotateToken",
                """
                Give a token another secret; the former one stops working, and all that was made \
                with it: tokens, sessions and links.
                """,
                scope: .tokensWrite, answer: .json(TokenWire.schema))
        ) { _, context, caller in try await rotate(context, caller) }
        table.add(
            Operation(
                .delete, "\(ManagementSurface.prefix)/tokens/{id}", "revokeToken",
                "Revoke a token, and all that was made with it: tokens, sessions and links.",
                scope: .tokensWrite, status: 204)
        ) { _, context, caller in
            try TokenGiver(token: caller.token).checkReach()
            let id = try context.id(.token, APITokenID.self)
            let now = management.clock.now()
            try await management.work(caller, \.tokens) { try $0.revoke(id, now: now) }
            return NoContent()
        }
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> TokenWire {
        let giver = TokenGiver(token: caller.token)
        try giver.checkReach()
        let wire = try await management.body(
            of: request, as: NewTokenWire.self, NewTokenWire.schema)
        let wish = TokenGiver.Wish(
            name: wire.name, scopes: try wire.checkedScopes(),
            organization: wire.organizationID?.id, end: wire.expiresAt?.time)
        let now = management.clock.now()
        let made = try await management.work(caller, \.tokens) { tokens in
            let token = try giver.make(wish, tokens, now)
            return (token.text, try tokens.find(token.id))
        }
        guard let record = made.1 else { throw Problem.missing(.token) }
        return TokenWire(record, text: made.0)
    }

    private func rotate(_ context: ServiceContext, _ caller: Caller) async throws -> TokenWire {
        let giver = TokenGiver(token: caller.token)
        try giver.checkReach()
        let id = try context.id(.token, APITokenID.self)
        let now = management.clock.now()
        let made = try await management.work(caller, \.tokens) {
            try giver.rotate(id, $0, now)
        }
        return TokenWire(made.record, text: made.token.text)
    }
}

/// A token that is to be made.
private struct NewTokenWire: Decodable, Sendable {
    let name: String
    let scopes: [String]
    let organizationID: IDWire<Named.Organization>?
    let expiresAt: TimeWire?

    enum CodingKeys: String, CodingKey {
        case name, scopes
        case organizationID = "organization_id"
        case expiresAt = "expires_at"
    }

    static let schema = Schema(
        "NewToken",
        .shape(
            [
                "name": .text, "scopes": .array(of: .oneOf(TokenScope.allCases.map(\.rawValue))),
                "organization_id": .uuid, "expires_at": .time,
            ], required: ["name", "scopes"]))

    /// The scopes, once they and the name are valid.
    func checkedScopes() throws(Problem) -> Set<TokenScope> {
        let known = scopes.compactMap { TokenScope(rawValue: $0) }
        guard known.count == scopes.count, !known.isEmpty else {
            throw .invalid("scopes", "names an unknown scope")
        }
        guard (1...64).contains(name.utf8.count) else {
            throw .invalid("name", "must have 1 to 64 bytes")
        }
        return Set(known)
    }
}

/// A token in JSON; with its text only where it was just made.
struct TokenWire: JSONContent {
    let id: String
    let name: String
    let scopes: [String]
    let organizationID: String?
    let createdAt: TimeWire
    let expiresAt: TimeWire?
    let revokedAt: TimeWire?
    let token: String?

    enum CodingKeys: String, CodingKey {
        case id, name, scopes, token
        case organizationID = "organization_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case revokedAt = "revoked_at"
    }

    init(_ record: APITokenRecord, text: String? = nil) {
        id = "\(record.id)"
        name = record.name
        scopes = record.scopes.sorted().map(\.rawValue)
        organizationID = record.organization.map { "\($0)" }
        createdAt = TimeWire(record.createdAt)
        expiresAt = record.expiresAt.map { TimeWire($0) }
        revokedAt = record.revokedAt.map { TimeWire($0) }
        token = text
    }

    static let schema = Schema(
        "Token",
        .shape(
            [
                "id": .uuid, "name": .text, "scopes": .array(of: .text),
                "organization_id": .optional(.uuid), "created_at": .time,
                "expires_at": .optional(.time), "revoked_at": .optional(.time), "token": .secret,
            ], required: ["id", "name", "scopes", "created_at"]))
}
