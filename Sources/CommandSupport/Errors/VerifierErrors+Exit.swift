import COSE
import COSESigning
package import LicenseSync
package import LicenseVerifier
package import Terminal

// What is malformed and what is not genuine end alike: neither is worth anything.

extension LicenseError: CommandError {
    package var exitStatus: ExitStatus {
        code == MissingEd25519.code ? .unavailable : .malformed
    }
}

extension StatusError: CommandError {
    package var exitStatus: ExitStatus {
        code == MissingEd25519.code ? .unavailable : .malformed
    }
}

extension TrustError: CommandError {
    package var exitStatus: ExitStatus {
        code == MissingEd25519.code ? .unavailable : .malformed
    }
}

extension SyncError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .signing(let error): error.exitStatus
        case .message(.noEd25519): .unavailable
        case .tooLong, .message, .type, .unknownKey, .deviceKey, .payload, .claims, .license,
            .outsideWindow, .otherOrganization, .roots, .otherRequest, .otherActivation,
            .otherDevice, .otherLicense, .resetExpired, .resetUsed, .otherSigner:
            .malformed
        }
    }
}
