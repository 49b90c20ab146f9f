import LicenseIssuer
import LicenseVerifier

extension LicenseClaims {
    /// What is licensed, as pages show it; the compiler asks here for each new term.
    var scopeDetails: [PageSection.DetailList.Detail] {
        TermsField.allCases.filter(\.isScope).compactMap { detail($0) }
    }

    private func detail(_ field: TermsField) -> PageSection.DetailList.Detail? {
        switch field {
        case .entitlements: listed(field, entitlements.map { "\($0)" })
        case .conditions: listed(field, conditions.map { "\($0.key): \($0.value)" })
        case .updates: updatesUntil.map { .init("Updates until", .time($0)) }
        case .maxMajorVersion: maxMajorVersion.map { .init(field.label, .text("\($0)")) }
        // The key itself shows the first, and each page says the others in its own way.
        case .prefix, .lifetime, .activationLimit, .usageLimit, .offline, .grace, .enforcement: nil
        }
    }

    private func listed(
        _ field: TermsField, _ texts: [String]
    ) -> PageSection.DetailList.Detail? {
        texts.isEmpty ? nil : .init(field.label, .text(texts.joined(separator: ", ")))
    }
}
