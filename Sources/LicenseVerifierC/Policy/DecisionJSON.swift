import COSE
import LicenseVerifier

extension JSONDocument {
    /// What `latchkey verify --json` says of a genuine license.
    init(_ decision: Decision, about license: VerifiedLicense) {
        self.init([
            ("claims", .claims(license.claims)),
            ("issuer", .text(license.issuer.description)),
            ("outcome", .text(decision.isAllowed ? "allowed" : "denied")),
            ("reasons", .array(decision.reasons.map { .finding($0, step: $0.step) })),
            ("warnings", .array(decision.warnings.map { .finding($0, step: nil) })),
        ])
    }
}

extension JSONDocument.Value {
    fileprivate static func finding(
        _ finding: some Explained, step: Int?
    ) -> JSONDocument.Value {
        .present([
            ("code", .text(finding.code)), ("message", .text(finding.description)),
            ("next_step", .text(finding.nextStep)), ("step", step.map { .integer(Int64($0)) }),
        ])
    }
}
