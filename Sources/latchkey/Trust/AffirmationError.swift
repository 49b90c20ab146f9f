import COSE
import CommandSupport
import LicenseVerifier
import Terminal

/// Why a list of licenses that stay valid is not believed, in sentences that are not about bundles.
struct AffirmationError: Error, Equatable {
    let error: TrustError

    init(_ error: TrustError) {
        self.error = error
    }
}

extension AffirmationError: Explained {
    /// A stable name for programs.
    var code: String { error.code }

    /// One sentence without a full stop.
    var description: String {
        switch error {
        case .empty, .type, .bundle: "this is not a list of licenses that stay valid"
        case .payloadsDiffer: "the signatures belong to different lists of licenses that stay valid"
        case .message(.badSignature):
            "a root key's signature does not match the list of licenses that stay valid"
        case .message(.noEd25519): error.description
        case .message(let error):
            "a message of the list of licenses that stay valid is damaged: \(error)"
        case .threshold(let signed, let needed):
            "\(signed) of the root keys have signed the list of licenses that stay valid, and "
                + "\(needed) must"
        case .newRoots, .otherOrganization, .rollback, .equivocation, .fromTheFuture:
            error.description
        }
    }

    /// What the person can do about it.
    var nextStep: String {
        switch error {
        case .empty, .type, .bundle: "take the file that `latchkey trust affirm` made"
        case .payloadsDiffer: "put together only signatures of one list"
        case .message(.noEd25519): error.nextStep
        case .message: "fetch or copy the list again"
        case .threshold: "have it signed by more of the root keys, with `latchkey trust affirm`"
        case .newRoots, .otherOrganization, .rollback, .equivocation, .fromTheFuture:
            error.nextStep
        }
    }
}

extension AffirmationError: CommandError {
    var exitStatus: ExitStatus { .malformed }
}
