package import CLatchkey
package import COSE
package import LicenseVerifier

/// Why a call from C failed.
package struct Failure: Error {
    /// What the function gives back.
    package let result: latchkey_result
    /// A stable name for programs.
    package let code: String
    /// One sentence without a full stop.
    package let message: String
    /// What the person can do about it.
    package let nextStep: String
    /// The numbered step of the verification that failed; nil where there is none.
    package let step: Int?

    /// Says everything.
    package init(
        _ result: latchkey_result, code: String, _ message: String, nextStep: String,
        step: Int? = nil
    ) {
        self.result = result
        self.code = code
        self.message = message
        self.nextStep = nextStep
        self.step = step
    }

    /// A refusal that explains itself.
    package init(_ refusal: some Explained, step: Int? = nil) {
        self.init(
            .refused, code: refusal.code, refusal.description, nextStep: refusal.nextStep,
            step: step)
    }

    /// A public key that is refused.
    package init(_ error: VerificationKeyError) {
        let isMissing = error == .noEd25519
        self.init(
            .refused, code: isMissing ? MissingEd25519.code : "public-key.refused",
            "the public key cannot be used: \(error)",
            nextStep: isMissing
                ? MissingEd25519.nextStep : "get the public key from the vendor again")
    }
}

extension latchkey_result {
    package static let success = latchkey_result(LATCHKEY_OK)
    package static let refused = latchkey_result(LATCHKEY_REFUSED)
    package static let nullPointer = latchkey_result(LATCHKEY_NULL_POINTER)
    package static let badHandle = latchkey_result(LATCHKEY_BAD_HANDLE)
    package static let badArgument = latchkey_result(LATCHKEY_BAD_ARGUMENT)
    package static let notUTF8 = latchkey_result(LATCHKEY_NOT_UTF8)
    package static let absent = latchkey_result(LATCHKEY_ABSENT)
    package static let pending = latchkey_result(LATCHKEY_PENDING)
    package static let busy = latchkey_result(LATCHKEY_BUSY)
    package static let tooManyHandles = latchkey_result(LATCHKEY_TOO_MANY_HANDLES)
    package static let storage = latchkey_result(LATCHKEY_STORAGE)
    package static let otherProcess = latchkey_result(LATCHKEY_OTHER_PROCESS)
}
