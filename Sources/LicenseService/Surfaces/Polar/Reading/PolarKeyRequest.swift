import LicenseRegistry
import LicenseVerifier

/// What a caller asks about a license key by its text.
protocol PolarKeyRequest: Sendable {
    var key: String { get }
    var organization: OrganizationID { get }

    /// Reads the members of the body; throws all that is wrong with them.
    init(_ form: inout PolarForm) throws(PolarRefusal)
}

/// A seat is to be taken.
struct PolarActivationRequest: PolarKeyRequest {
    let key: String
    let organization: OrganizationID
    let label: String
    let conditions: Attributes
    let meta: Attributes

    init(_ form: inout PolarForm) throws(PolarRefusal) {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        let label = form.required("label", PolarValue.text)
        conditions = form.unlessAbsent("conditions", PolarValue.attributes) ?? Attributes()
        meta = form.unlessAbsent("meta", PolarValue.attributes) ?? Attributes()
        try form.check()
        guard let key, let organization, let label else { throw .notFound }
        self.key = key
        self.organization = organization
        self.label = label
    }
}

/// A key is to be validated, and what is used of it counted.
struct PolarValidationRequest: PolarKeyRequest {
    let key: String
    let organization: OrganizationID
    let seat: ActivationID?
    let benefit: BenefitID?
    let customer: CustomerID?
    let units: Int64
    let conditions: Attributes

    init(_ form: inout PolarForm) throws(PolarRefusal) {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        seat = form.optional("activation_id", PolarValue.id)
        benefit = form.optional("benefit_id", PolarValue.id)
        customer = form.optional("customer_id", PolarValue.id)
        units =
            form.optional("increment_usage", PolarValue.integer(0...Int64(Int32.max))) ?? 0
        conditions = form.unlessAbsent("conditions", PolarValue.attributes) ?? Attributes()
        try form.check()
        guard let key, let organization else { throw .notFound }
        self.key = key
        self.organization = organization
    }
}

/// A seat is to be given back.
struct PolarDeactivationRequest: PolarKeyRequest {
    let key: String
    let organization: OrganizationID
    let seat: ActivationID

    init(_ form: inout PolarForm) throws(PolarRefusal) {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        let seat: ActivationID? = form.required("activation_id", PolarValue.id)
        try form.check()
        guard let key, let organization, let seat else { throw .notFound }
        self.key = key
        self.organization = organization
        self.seat = seat
    }
}
