import LicenseRegistry
import LicenseVerifier

/// The organization that a request is about.
enum OrganizationChoice: Sendable {
    case organization(OrganizationID)
    /// The caller's token is bound to another organization than the one that is named.
    case outOfReach
    /// There are several organizations, and neither the request nor the token says which.
    case ambiguous
}

extension RegistryAccess {
    /// The organization that is named, the one that the token is bound to, or the only one there is.
    ///
    /// - Parameters:
    ///   - own: the organization that the token is bound to; nil where it reaches all.
    ///   - actor: whom the audit log names.
    func organization(
        named: OrganizationID?, own: OrganizationID?, as actor: String
    ) async throws -> OrganizationChoice {
        if let named, let own, named != own { return .outOfReach }
        if let known = named ?? own { return .organization(known) }
        let all = try await work(as: actor) { try $0.organizations.all() }
        guard all.count == 1, let only = all.first else { return .ambiguous }
        return .organization(only.id)
    }
}
