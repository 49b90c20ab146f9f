import LicenseRegistry
import LicenseVerifier

/// The organization that a request is about.
enum OrganizationChoice: Sendable {
    case organization(OrganizationID)
    /// The caller's token is bound to another organization than the one that is named.
    case outOfReach
    /// There were several organizations when the token was made, and neither the request nor the
    /// token says which.
    case ambiguous
}

extension RegistryAccess {
    /// The organization that is named, the one that the token is bound to, or the only one there is.
    ///
    /// Where more were added since the token was made, it is the one that was there before: the calls
    /// of a program that runs do not change their meaning.
    ///
    /// - Parameter actor: whom the audit log names.
    func organization(
        named: OrganizationID?, of token: APITokenRecord, as actor: String
    ) async throws -> OrganizationChoice {
        let own = token.organization
        if let named, let own, named != own { return .outOfReach }
        if let known = named ?? own { return .organization(known) }
        let only = try await work(as: actor) { try $0.organizations.only(at: token.createdAt) }
        return only.map { .organization($0) } ?? .ambiguous
    }
}
