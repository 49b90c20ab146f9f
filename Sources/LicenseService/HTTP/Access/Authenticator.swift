import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Who calls the management interface, after the token was found good.
struct Caller: Sendable {
    let token: APITokenRecord

    /// What the audit log says of the caller's changes.
    var name: String { "api:\(token.name)" }

    /// Refuses things of an organization that the token does not reach.
    ///
    /// They are said not to be there, so that ids cannot be tried out.
    func check(_ organization: OrganizationID, _ kind: RecordKind) throws {
        guard token.organization.map({ $0 == organization }) ?? true else {
            throw Problem.missing(kind)
        }
    }
}

/// Lets callers in by their bearer tokens (RFC 6750).
struct Authenticator: Sendable {
    let registry: Registry
    let pool: BlockingPool
    let clock: ServiceClock

    func admit(_ request: Request, for scope: TokenScope) async throws -> Caller {
        guard let header = request.headers[.authorization] else {
            throw Problem(
                .unauthorized, "token-missing", "this place needs a bearer token",
                nextStep: "send the header Authorization: Bearer and a token")
        }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer",
            let token = BearerToken(words[1]),
            let record = try await pool.run({ [registry] in try registry.token(token.id) }),
            token.matches(record.secretDigest), record.isGood(at: clock.now())
        else {
            throw Problem(
                .unauthorized, "token-refused", "the bearer token is unknown, expired or revoked",
                nextStep: "make a new one with `latchkeyd token new`")
        }
        guard record.scopes.contains(scope) else {
            throw Problem(
                .forbidden, "scope-missing", "the token does not allow \(scope.rawValue)",
                nextStep: "use a token with this scope")
        }
        return Caller(token: record)
    }
}
