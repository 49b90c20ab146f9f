import HTTPTypes
import LicenseRegistry
import LicenseVerifier

/// An operator who is signed in, and what they may see and do.
struct AdminCaller: PageCaller {
    let session: PageSession
    let credential: PageCredential<PageSessionKind>
    let scopes: Set<TokenScope>
    /// Whose things they reach; nil for those of all organizations.
    let reach: OrganizationID?

    func allows(_ scope: TokenScope) -> Bool { scopes.contains(scope) }

    /// Refuses what the scopes do not allow.
    func require(_ scope: TokenScope) throws(Problem) {
        guard allows(scope) else {
            throw Problem(
                .forbidden, "scope-missing", "you are signed in without \(scope.rawValue)",
                nextStep: "sign in with a token that has this scope")
        }
    }

    /// Refuses things of an organization that is out of reach, as if they were not there.
    func check(_ organization: OrganizationID, _ kind: RecordKind) throws(Problem) {
        guard reaches(organization) else { throw .missing(kind) }
    }

    func reaches(_ license: LicenseDetails) -> Bool { reaches(license.claims.organization) }

    private func reaches(_ organization: OrganizationID) -> Bool {
        reach.map { $0 == organization } ?? true
    }
}
