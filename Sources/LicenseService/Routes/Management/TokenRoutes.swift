import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Bearer tokens: made, listed without their secrets, rotated, taken back.
struct TokenRoutes {
    let management: Management

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Management.prefix)/tokens", "listTokens",
                "All tokens, without their secrets.",
                scope: .tokensWrite, answer: .list(TokenWire.schema))
        ) { _, _, caller in
            try checkReach(caller)
            let all = try await management.work(caller) { try $0.tokens() }
            return try JSONText.response(
                PageWire(all.map { TokenWire($0) }, limit: .max) { $0.id })
        }
        table.add(
            Operation(
                .post, "\(Management.prefix)/tokens", "createToken",
                "Make a token; its text is shown only now.",
                scope: .tokensWrite, request: .json(NewTokenWire.schema),
                answer: .json(TokenWire.schema), status: 201, answersSecret: true)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .post, "\(Management.prefix)/tokens/{id}/rotate", "rotateToken",
                "Give a token another secret; the one before opens nothing any more.",
                scope: .tokensWrite, answer: .json(TokenWire.schema), answersSecret: true)
        ) { _, context, caller in try await rotate(context, caller) }
        table.add(
            Operation(
                .delete, "\(Management.prefix)/tokens/{id}", "revokeToken", "Take a token back.",
                scope: .tokensWrite, status: 204)
        ) { _, context, caller in
            try checkReach(caller)
            let id = try context.id(.token, APITokenID.self)
            let now = management.clock.now()
            try await management.work(caller) { try $0.revokeToken(id, now: now) }
            return Response(status: .noContent)
        }
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        try checkReach(caller)
        let wire = try await management.body(of: request, as: NewTokenWire.self)
        let scopes = wire.scopes.compactMap { TokenScope(rawValue: $0) }
        guard scopes.count == wire.scopes.count, !scopes.isEmpty else {
            throw Problem.invalid("scopes", "names a scope that there is not")
        }
        guard (1...64).contains(wire.name.utf8.count) else {
            throw Problem.invalid("name", "has 1 to 64 bytes")
        }
        // Nobody gives more than they have.
        guard caller.token.scopes.isSuperset(of: scopes) else {
            throw Problem(
                .forbidden, "scope-missing", "a token cannot give scopes that it does not have")
        }
        let now = management.clock.now()
        let made = try await management.work(caller) { registry in
            let token = try ServiceHome.newToken(
                wire.name, scopes: Set(scopes), organization: wire.organizationID?.id,
                expiresAt: wire.expiresAt?.time, registry, now)
            return (token.text, try registry.token(token.id))
        }
        guard let record = made.1 else { throw Problem.missing(.token) }
        return try JSONText.response(TokenWire(record, text: made.0), status: .created)
    }

    private func rotate(_ context: ServiceContext, _ caller: Caller) async throws -> Response {
        try checkReach(caller)
        let id = try context.id(.token, APITokenID.self)
        let now = management.clock.now()
        let made = try await management.work(caller) { registry in
            guard let held = try registry.token(id) else { throw Problem.missing(.token) }
            guard caller.token.scopes.isSuperset(of: held.scopes) else {
                throw Problem(
                    .forbidden, "scope-missing",
                    "a token cannot rotate one that allows more than it does")
            }
            let token = BearerToken.random(for: id)
            try registry.rotateToken(id, secretDigest: token.digest, now: now)
            return (token.text, held)
        }
        return try JSONText.response(TokenWire(made.1, text: made.0))
    }

    private func checkReach(_ caller: Caller) throws {
        guard caller.token.organization == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot manage tokens")
        }
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
                "name": .text, "scopes": .array(of: .words(TokenScope.allCases.map(\.rawValue))),
                "organization_id": .uuid, "expires_at": .time,
            ], required: ["name", "scopes"]))
}

/// A token in JSON; with its text only where it was just made.
struct TokenWire: Encodable {
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
                "expires_at": .optional(.time), "revoked_at": .optional(.time), "token": .text,
            ], required: ["id", "name", "scopes", "created_at"]))
}
