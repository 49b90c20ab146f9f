import COSESigning
import CommandSupport
package import LicenseIssuer
import LicenseVerifier
package import Terminal

extension IssuerError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .signing(let error): error.exitStatus
        case .beyondCalendar, .endsBeforeIssue, .endsBeforeBeginning, .beginsBeforeIssue,
            .endsNoLater,
            .license, .otherOrganization, .offlineWithoutStatus,
            .statusList, .trustBundle, .affirmation:
            .malformed
        }
    }
}
