import COSE
import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Who sends a request, after the token was found good.
enum PolarCaller: Sendable {
    case nobody
    case merchant(PolarMerchant)
    case customer(CustomerSession)
}

/// A program of an organization.
struct PolarMerchant: Sendable {
    let token: APITokenRecord
    /// Whose things it reaches; nil for those of all organizations.
    let organization: OrganizationID?

    /// What the audit log says of the caller's changes.
    var name: String { "polar:\(token.name)" }

    func reaches(_ organization: OrganizationID) -> Bool {
        self.organization.map { $0 == organization } ?? true
    }
}

/// What a place asks of its caller, in Polar's words and in ours: any one of them is enough.
struct PolarScope: Sendable {
    let words: [String]
    let scopes: [TokenScope]

    static let readKeys = PolarScope(
        words: ["license_keys:read", "license_keys:write"], scopes: [.licensesRead, .licensesWrite])
    static let writeKeys = PolarScope(words: ["license_keys:write"], scopes: [.licensesWrite])
    static let readBenefits = PolarScope(
        words: ["benefits:read", "benefits:write"], scopes: [.benefitsRead, .benefitsWrite])
    static let writeBenefits = PolarScope(words: ["benefits:write"], scopes: [.benefitsWrite])
    static let readCustomers = PolarScope(
        words: ["customers:read", "customers:write"], scopes: [.customersRead, .customersWrite])
    static let writeCustomers = PolarScope(words: ["customers:write"], scopes: [.customersWrite])
    static let openSessions = PolarScope(
        words: ["customer_sessions:write"], scopes: [.customersWrite])
}

/// Lets callers in by their bearer tokens, in the order and with the words of Polar's contract.
struct PolarAuthenticator: Sendable {
    let registry: Registry
    let pool: BlockingPool
    let clock: ServiceClock

    /// Whom a token names; throws for one that is worth nothing.
    func caller(of request: Request) async throws -> PolarCaller {
        guard let header = request.headers[.authorization] else { return .nobody }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return .nobody }
        let now = clock.now()
        if let token = SessionToken(words[1]) {
            let session = try await pool.run { [registry] in try registry.session(token.id) }
            guard let session, token.matches(session.secretDigest), session.isGood(at: now) else {
                throw PolarRefusal.worthlessToken
            }
            return .customer(session)
        }
        guard let token = BearerToken(words[1]),
            let record = try await pool.run({ [registry] in try registry.token(token.id) }),
            token.matches(record.secretDigest), record.isGood(at: now)
        else { throw PolarRefusal.worthlessToken }
        return .merchant(
            PolarMerchant(token: record, organization: try organization(request, record)))
    }

    /// The organization that the token is bound to, or the one to which the request narrows it.
    private func organization(
        _ request: Request, _ token: APITokenRecord
    ) throws(PolarRefusal) -> OrganizationID? {
        guard let text = request.headers[.polarOrganization] else { return token.organization }
        guard let id = OrganizationID(text), token.organization.map({ $0 == id }) ?? true else {
            throw .notFound
        }
        return id
    }
}

extension PolarCaller {
    /// The merchant, if one has what a place asks for.
    func merchant(for scope: PolarScope) throws(PolarRefusal) -> PolarMerchant {
        guard case .merchant(let merchant) = self else { throw .unauthorized }
        guard scope.scopes.contains(where: merchant.token.scopes.contains) else {
            throw .missingScope(scope.words)
        }
        return merchant
    }

    /// The customer, if it is one.
    func customer() throws(PolarRefusal) -> CustomerSession {
        guard case .customer(let session) = self else { throw .unauthorized }
        return session
    }
}

extension PolarRefusal {
    private static let realm = "Bearer realm=\"latchkey\""

    fileprivate static var worthlessToken: PolarRefusal {
        let sentence = "The access token is unknown, expired or revoked"
        var refusal = PolarRefusal(.unauthorized, .token("invalid_token", sentence))
        refusal.headers[.wwwAuthenticate] =
            "\(realm), error=\"invalid_token\", error_description=\"\(sentence)\""
        return refusal
    }

    fileprivate static var unauthorized: PolarRefusal {
        var refusal = PolarRefusal(.unauthorized, "Unauthorized", "Unauthorized")
        refusal.headers[.wwwAuthenticate] = realm
        return refusal
    }

    fileprivate static func missingScope(_ words: [String]) -> PolarRefusal {
        let sentence = "The request requires higher privileges than provided by the access token."
        var refusal = PolarRefusal(.forbidden, .token("insufficient_scope", sentence))
        refusal.headers[.wwwAuthenticate] =
            "\(realm), error=\"insufficient_scope\", error_description=\"\(sentence)\", "
            + "scope=\"\(words.joined(separator: " "))\""
        return refusal
    }
}
