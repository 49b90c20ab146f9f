package import LicenseIssuer
import LicenseVerifier

/// What a vendor should know of seats that no lease ends.
package enum LeaseAdvice {
    /// Of a seat that was given for good.
    package static let noLease =
        "warning: the seat has no lease, so a lost machine keeps it for good; a lease such "
        + "as --lease 90d ends it"

    /// Of terms that let a machine keep its seat for good; nil where they end by themselves.
    package static func sentence(on terms: LicenseTerms) -> String? {
        guard terms.activationLimit != .notUsed, terms.lifetime == .perpetual else { return nil }
        return "note: seats of a license without an end are for good unless `latchkey approve "
            + "--lease` limits them; a lost machine's seat is freed with `latchkey seats free`, but "
            + "the machine can be used until its lease ends"
    }
}
