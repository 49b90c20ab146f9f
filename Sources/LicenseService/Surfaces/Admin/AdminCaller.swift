import HTTPTypes
import LicenseRegistry
import LicenseVerifier

/// An operator who is signed in, and what they may see and do.
struct AdminCaller: Sendable {
    let session: PageSession
    let credential: PageCredential<PageSessionKind>
    let scopes: Set<TokenScope>
    /// Whose things they reach; nil for those of all organizations.
    let reach: OrganizationID?

    /// What the audit log says of their changes.
    var name: String { session.holder.name }

    func allows(_ scope: TokenScope) -> Bool { scopes.contains(scope) }

    /// Refuses what the scopes do not allow.
    func require(_ scope: TokenScope) throws(Problem) {
        guard allows(scope) else {
            throw Problem(
                .forbidden, "scope-missing", "You are signed in without \(scope.rawValue)",
                nextStep: "Sign in with a token that has this scope.")
        }
    }

    /// Refuses things of an organization that is out of reach, as if they were not there.
    func check(_ organization: OrganizationID, _ kind: RecordKind) throws(Problem) {
        guard reach.map({ $0 == organization }) ?? true else { throw .missing(kind) }
    }
}
