import Foundation
package import JSON
import LicenseVerifier

extension LicenseVector {
    /// What this verifier makes of the vector, in the members of `expected` but for `unknownTypes`.
    package func verdict() throws -> JSON {
        do {
            let license = try verify()
            let decision = license.evaluate(facts.facts, at: facts.at)
            let claims = try JSONEncoder().encode(WrittenClaims(license.claims))
            return .members([
                "outcome": decision.isAllowed ? "allowed" : "denied",
                "codes": .array(decision.reasons.map { .string($0.code) }),
                "step": decision.reasons.first.map { .integer($0.step) },
                "warnings": .array(decision.warnings.map { .string($0.code) }),
                "claims": try JSON(vector: claims),
            ])
        } catch let error as LicenseError {
            return .members([
                "outcome": "refused", "codes": [.string(error.code)],
                "step": .integer(error.step),
            ])
        }
    }
}
