import LicenseRegistry
import LicenseVerifier
import Terminal

/// Finds the license that a person means: by its id, or by its key.
enum LicenseReference {
    /// The license that is meant; throws where there is none.
    ///
    /// A key that is given need not be genuine: the registry decides what it names.
    static func license(_ text: String, in registry: Registry) throws -> LicenseRecord {
        let id =
            try LicenseID(text)
            ?? UnverifiedClaims(of: LicenseInput.key(from: text)).asserted.license
        guard let record = try registry.licenses.find(id) else {
            throw CommandFailure(
                .noInput, "there is no license \(id) in this registry",
                nextStep: "see the ids with `latchkey licenses list`")
        }
        return record
    }
}
