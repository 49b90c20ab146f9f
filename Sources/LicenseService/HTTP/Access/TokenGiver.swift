import HTTPTypes
import LicenseRegistry
import LicenseVerifier

/// Whoever makes tokens or gives them other secrets: over the API, and on the page of tokens.
///
/// Nobody gives more than they have, nor for longer.
struct TokenGiver: Sendable {
    /// What a token is to be.
    struct Wish: Sendable {
        let name: String
        let scopes: Set<TokenScope>
        /// Whose things it reaches; nil for those of all organizations.
        let organization: OrganizationID?
        /// When it ends by itself; nil for never.
        let end: Timestamp?
    }

    /// The token that they showed; nil for who runs the service and has everything.
    let token: APITokenRecord?

    /// Makes a token; its text is known only now.
    func make(_ wish: Wish, _ tokens: Tokens, _ now: Timestamp) throws -> BearerToken {
        try checkReach()
        guard token?.scopes.isSuperset(of: wish.scopes) ?? true else {
            throw Problem(
                .forbidden, "scope-missing", "a token cannot give scopes that it does not have",
                nextStep: "leave these scopes out, or use a token that has them")
        }
        try checkLife(until: wish.end)
        return try BearerToken.make(
            wish.name, scopes: wish.scopes, organization: wish.organization,
            expiresAt: wish.end, by: token.map { ShownToken($0) }, tokens, now)
    }

    /// Gives a token another secret; its text is known only now.
    func rotate(
        _ id: APITokenID, _ tokens: Tokens, _ now: Timestamp
    ) throws -> (token: BearerToken, record: APITokenRecord) {
        try checkReach()
        guard let held = try tokens.find(id) else { throw Problem.missing(.token) }
        guard token?.scopes.isSuperset(of: held.scopes) ?? true else {
            throw Problem(
                .forbidden, "scope-missing",
                "a token cannot rotate one that allows more than it does",
                nextStep: "use a token that allows as much")
        }
        try checkLife(until: held.expiresAt)
        // It would get a secret that does not end with it, though it ends with that token.
        guard try !tokens.made(with: id).contains(where: { $0.id == token?.id })
        else { throw Self.outlives("use another token than one that was made with it") }
        let new = BearerToken.random(for: id)
        try tokens.rotate(
            id, secretDigest: new.digest, by: token.map { ShownToken($0) }, now: now)
        return (new, held)
    }

    /// Tokens of all organizations are managed by who reaches all of them.
    func checkReach() throws(Problem) { try Self.checkReach(token?.organization) }

    /// - Parameter organization: the only one whose things somebody reaches; nil for all.
    static func checkReach(_ organization: OrganizationID?) throws(Problem) {
        guard organization == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot manage tokens",
                nextStep: "use a token that belongs to no organization")
        }
    }

    /// A token gives no more time than it has itself.
    private func checkLife(until end: Timestamp?) throws(Problem) {
        guard let own = token?.expiresAt else { return }
        guard let end, end <= own else {
            throw Self.outlives("give the new token an end at \(own) or before")
        }
    }

    private static func outlives(_ nextStep: String) -> Problem {
        Problem(
            .forbidden, "token-outlives",
            "a token cannot give a secret to one that is good for longer than itself",
            nextStep: nextStep)
    }
}
