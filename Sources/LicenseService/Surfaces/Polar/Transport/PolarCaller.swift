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
    /// The organization it is limited to; nil for all.
    let organization: OrganizationID?

    /// What the audit log says of the caller's changes.
    var name: String { "polar:\(token.id)" }

    func reaches(_ organization: OrganizationID) -> Bool {
        self.organization.map { $0 == organization } ?? true
    }
}

/// What an operation requires of its caller, by Polar's names and by ours: any one is enough.
struct PolarScope: Sendable {
    let names: [String]
    let scopes: [TokenScope]

    static let readKeys = PolarScope(
        names: ["license_keys:read", "license_keys:write"], scopes: [.licensesRead, .licensesWrite])
    static let writeKeys = PolarScope(names: ["license_keys:write"], scopes: [.licensesWrite])
    static let readBenefits = PolarScope(
        names: ["benefits:read", "benefits:write"], scopes: [.benefitsRead, .benefitsWrite])
    static let writeBenefits = PolarScope(names: ["benefits:write"], scopes: [.benefitsWrite])
    static let readCustomers = PolarScope(
        names: ["customers:read", "customers:write"], scopes: [.customersRead, .customersWrite])
    static let writeCustomers = PolarScope(names: ["customers:write"], scopes: [.customersWrite])
    static let openSessions = PolarScope(
        names: ["customer_sessions:write"], scopes: [.customersWrite])
}

/// Lets callers in by their bearer tokens, in the order and with the refusals of Polar's contract.
struct PolarAuthenticator: Sendable {
    let tokens: Authenticator
    let customers: Customers

    /// Who sends a request; throws for a token that is not good.
    func caller(of request: Request) async throws -> PolarCaller {
        guard let text = request.bearerText else { return .nobody }
        if let token = PolarSessionToken(text) {
            let now = tokens.clock.now()
            let session = try await tokens.pool.run { [customers] in
                try customers.session(token.id, now: now)
            }
            guard let session, token.matches(session.secretDigest), session.isGood(at: now)
            else { throw PolarRefusal.worthlessToken }
            return .customer(session)
        }
        guard let record = try await tokens.token(text) else { throw PolarRefusal.worthlessToken }
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
    /// Whose answers are kept for requests that come again: each version and each organization
    /// has its own.
    fileprivate var sendingPart: [UInt8]? {
        switch self {
        case .nobody: nil
        case .merchant(let merchant): IdempotencySender.part(of: merchant.token)
        case .customer(let session): session.secretDigest
        }
    }

    func sender(_ request: Request) -> IdempotencySender? {
        sendingPart.map { part in
            IdempotencySender([
                part, Array((request.headers[.polarOrganization] ?? "").utf8),
                Array((request.headers[.polarVersion] ?? "").utf8),
            ])
        }
    }

    /// The merchant, if it has what an operation requires.
    func merchant(for scope: PolarScope) throws(PolarRefusal) -> PolarMerchant {
        guard case .merchant(let merchant) = self else { throw .unauthorized }
        guard scope.scopes.contains(where: merchant.token.scopes.contains) else {
            throw .missingScope(scope.names)
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

    fileprivate static func missingScope(_ names: [String]) -> PolarRefusal {
        let sentence = "The request requires higher privileges than provided by the access token."
        var refusal = PolarRefusal(.forbidden, .token("insufficient_scope", sentence))
        refusal.headers[.wwwAuthenticate] =
            "\(realm), error=\"insufficient_scope\", error_description=\"\(sentence)\", "
            + "scope=\"\(names.joined(separator: " "))\""
        return refusal
    }
}
