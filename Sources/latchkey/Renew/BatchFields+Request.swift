import LicenseIssuer
import LicenseRegistry

extension BatchFields {
    /// Asks for what a row says, and for no other change.
    ///
    /// - Parameter template: any terms; those of which the row says nothing are not asked for.
    func apply(to request: inout TermsRequest, over template: LicenseTerms) {
        let (terms, fields) = stated(over: template)
        request.take(fields, of: terms)
    }
}
