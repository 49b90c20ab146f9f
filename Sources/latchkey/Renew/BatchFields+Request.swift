import LicenseIssuer
import LicenseRegistry

extension BatchFields {
    /// Asks for what a row says, and for no other change.
    ///
    /// - Parameter template: any terms; those of which the row says nothing are not asked for.
    func apply(to request: inout TermsRequest, over template: LicenseTerms) {
        var (terms, said) = (template, Set<TermsField>())
        func say<Value>(_ field: TermsField, _ value: Value?, _ set: (Value) -> Void) {
            guard let value else { return }
            set(value)
            said.insert(field)
        }
        say(.lifetime, lifetime) { terms.lifetime = $0 }
        say(.activationLimit, activations) { terms.activationLimit = $0.limit }
        say(.usageLimit, usage) { terms.usageLimit = $0.count }
        say(.entitlements, entitlements) { terms.entitlements = $0 }
        say(.conditions, conditions.isEmpty ? nil : conditions) { terms.conditions = $0 }
        request.take(said, of: terms)
    }
}
