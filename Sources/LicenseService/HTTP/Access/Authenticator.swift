import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Who calls, once the token was found good.
struct Caller: Sendable {
    let token: APITokenRecord

    /// What the audit log says of the caller's changes: the token by its id, since names are given
    /// twice and may be forged.
    var name: String { "api:\(token.id)" }

    /// Refuses things of an organization that the token does not reach.
    ///
    /// They are reported as missing, so that ids cannot be tried out.
    func check(_ organization: OrganizationID, _ kind: RecordKind) throws {
        guard token.organization.map({ $0 == organization }) ?? true else {
            throw Problem.missing(kind)
        }
    }
}

extension Caller {
    /// Whether the caller runs the service, and not only an organization of it.
    private var runsService: Bool {
        token.organization == nil && token.scopes.contains(.organizationsWrite)
    }

    /// An error as the caller hears of it: only who runs the service is told where its registry went.
    func told(_ error: any Error) -> any Error {
        guard case RegistryError.moved = error, runsService,
            let moved = error as? RegistryError
        else { return error }
        var problem = Problem(.serviceUnavailable, moved)
        problem.retryAfter = Problem(moved).retryAfter
        return problem
    }
}

/// Lets callers in by their bearer tokens (RFC 6750).
struct Authenticator: Sendable {
    let tokens: Tokens
    let pool: BlockingPool
    let clock: ServiceClock

    func admit(_ request: Request, for scope: TokenScope) async throws -> Caller {
        guard request.headers[.authorization] != nil else {
            throw Problem(
                .unauthorized, "token-missing", "a bearer token is required",
                nextStep: "send the header Authorization: Bearer and a token")
        }
        guard let text = request.bearerText, let record = try await token(text) else {
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

    /// The token that a text is; nil for one that is unknown, expired or revoked.
    func token(_ text: Substring) async throws -> APITokenRecord? {
        guard let token = BearerToken(text),
            let record = try await pool.run({ [tokens] in try tokens.find(token.id) }),
            token.matches(record.secretDigest), record.isGood(at: clock.now())
        else { return nil }
        return record
    }
}

extension Request {
    /// What follows `Bearer` in the header; nil where there is nothing of that form.
    var bearerText: Substring? {
        let words = (headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return words[1]
    }
}
