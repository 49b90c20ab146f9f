package import COSE
package import COSESigning
import Glibc
package import Terminal

extension KeyFileError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .exists, .cannotWrite: .cannotCreate
        case .cannotOpen(_, ENOENT): .noInput
        case .cannotOpen(_, EACCES), .openToOthers, .otherOwner, .directoryOpenToOthers,
            .directoryOfOther, .wrongPassphrase:
            .notPermitted
        case .cannotOpen, .cannotRead, .passphraseUnreadable: .inputOutput
        case .noLoader, .noTerminal: .configuration
        case .notURI, .fileURI, .secretInURI, .passphraseEmpty, .passphraseTooLong,
            .passphraseNotText, .passphraseUntypable, .passphrasesDiffer, .interrupted:
            .usage
        case .notRegularFile, .tooLarge, .noKey, .severalKeys, .publicKey, .certificate, .openSSH,
            .notEd25519, .damaged, .unsupportedEncryption, .key:
            .malformed
        }
    }

    package var failure: CommandFailure {
        CommandFailure(exitStatus, code: code, description, nextStep: nextStep)
    }
}

extension SigningKeyError: CommandError {
    package var exitStatus: ExitStatus { .internalFault }

    package var failure: CommandFailure {
        CommandFailure(exitStatus, code: code, description, nextStep: nextStep)
    }
}

extension VerificationKeyError: CommandError {
    package var exitStatus: ExitStatus { self == .noEd25519 ? .unavailable : .malformed }

    package var failure: CommandFailure {
        let isMissing = self == .noEd25519
        return CommandFailure(
            exitStatus, code: isMissing ? MissingEd25519.code : "public-key.refused",
            "the public key cannot be used: \(self)",
            nextStep: isMissing
                ? MissingEd25519.nextStep : "get the public key from the vendor again")
    }
}
