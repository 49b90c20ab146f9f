import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// What is done with a key by its text: activate, validate, deactivate; the same for everybody.
struct PolarLicenseKeyVerbs: Sendable {
    let keys: LicenseKeyService

    func activate(
        _ form: inout PolarForm, _ version: PolarVersion, for merchant: PolarMerchant?,
        admit: (String, OrganizationID) throws -> Void = { _, _ in }
    ) async throws -> Response {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        let label = form.required("label", PolarValue.text)
        let conditions = form.unlessAbsent("conditions", PolarValue.attributes)
        let meta = form.unlessAbsent("meta", PolarValue.attributes)
        try form.check()
        guard let key, let organization, let label else { throw PolarRefusal.notFound }
        try admit(key, organization)
        try merchant.require(organization)
        var seat = NewSeat(.random(), label: label)
        seat.conditions = conditions ?? Attributes()
        seat.meta = meta ?? Attributes()
        let taken = try await keys.takeSeat(
            seat, of: key, of: organization, actor: merchant?.name ?? "polar")
        switch taken {
        case .failure(let refusal): throw PolarRefusal(activating: refusal)
        case .success((let license, let seat)):
            return PolarResponse.json { writer in
                PolarLicenseKeyWire.write(seat, to: &writer)
                writer.member("license_key") { writer in
                    PolarLicenseKeyWire.write(license, version, to: &writer)
                    PolarLicenseKeyWire.writeSale(of: license, version, to: &writer)
                }
            }
        }
    }

    func validate(
        _ form: inout PolarForm, _ version: PolarVersion, for merchant: PolarMerchant?,
        admit: (String, OrganizationID) throws -> Void = { _, _ in }
    ) async throws -> Response {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        let seat: ActivationID? = form.optional("activation_id", PolarValue.id)
        let benefit: BenefitID? = form.optional("benefit_id", PolarValue.id)
        let customer: CustomerID? = form.optional("customer_id", PolarValue.id)
        let units = form.optional(
            "increment_usage", PolarValue.integer(0...Int64(Int32.max)))
        let conditions = form.unlessAbsent("conditions", PolarValue.attributes)
        try form.check()
        guard let key, let organization else { throw PolarRefusal.notFound }
        try admit(key, organization)
        try merchant.require(organization)
        let outcome = try await keys.validate(key, of: organization) { validation in
            validation.seat = seat
            validation.conditions = conditions ?? Attributes()
            validation.benefit = benefit
            validation.customer = customer
            validation.units = units ?? 0
        }
        switch outcome {
        case .failure(let refusal): throw PolarRefusal(validating: refusal)
        case .success(let valid):
            return PolarResponse.json { writer in
                PolarLicenseKeyWire.write(valid.license, version, to: &writer)
                PolarLicenseKeyWire.writeSale(of: valid.license, version, to: &writer)
                writer.name("activation")
                if let seat = valid.seat {
                    writer.object { PolarLicenseKeyWire.write(seat, to: &$0) }
                } else {
                    writer.null()
                }
            }
        }
    }

    func deactivate(
        _ form: inout PolarForm, for merchant: PolarMerchant?,
        admit: (String, OrganizationID) throws -> Void = { _, _ in }
    ) async throws -> Response {
        let key = form.required("key", PolarValue.text)
        let organization: OrganizationID? = form.required("organization_id", PolarValue.id)
        let seat: ActivationID? = form.required("activation_id", PolarValue.id)
        try form.check()
        guard let key, let organization, let seat else { throw PolarRefusal.notFound }
        try admit(key, organization)
        try merchant.require(organization)
        let freed = try await keys.freeSeat(
            seat, of: key, of: organization, actor: merchant?.name ?? "polar")
        guard case .success = freed else { throw PolarRefusal.notFound }
        return PolarResponse.nothing
    }
}

extension PolarMerchant? {
    /// A merchant's own organization alone; others look like unknown keys.
    fileprivate func require(_ organization: OrganizationID) throws(PolarRefusal) {
        guard self?.reaches(organization) ?? true else { throw .notFound }
    }
}

// MARK: - Refusals

extension PolarRefusal {
    /// The words of an activation: 403 for whatever is wrong with a key that there is.
    fileprivate init(activating refusal: LicenseKeyRefusal) {
        let sentence: String? =
            switch refusal {
            case .notGranted:
                "License key is no longer active. This license key can not be activated."
            case .expired: "License key has expired."
            case .seatsNotUsed:
                "This license key does not support activations. Use the /validate endpoint "
                    + "instead to check license validity."
            case .seatsTaken: "License key activation limit already reached"
            case .unknown, .unknownSeat, .conditions, .otherBenefit, .otherCustomer, .units: nil
            }
        self = sentence.map { PolarRefusal(.forbidden, "NotPermitted", $0) } ?? .notFound
    }

    /// The words of a validation: 404 for all but units.
    fileprivate init(validating refusal: LicenseKeyRefusal) {
        let sentence: String
        switch refusal {
        case .unknown, .unknownSeat, .seatsNotUsed, .seatsTaken:
            self = .notFound
            return
        case .units(let left):
            self.init(.badRequest, "BadRequest", "License key only has \(left) more usages.")
            return
        case .notGranted: sentence = "License key is no longer active."
        case .expired: sentence = "License key has expired."
        case .conditions: sentence = "License key does not match required conditions"
        case .otherBenefit: sentence = "License key does not match given benefit."
        case .otherCustomer: sentence = "License key does not match given user."
        }
        self.init(.notFound, "ResourceNotFound", sentence)
    }
}
