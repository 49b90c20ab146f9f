import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Which license keys a merchant asks for.
struct PolarLicenseKeyQuery {
    let organizations: [OrganizationID]
    let page: PolarPage
    private let benefits: [BenefitID]
    private let states: [LicenseState]

    /// Reads the query; throws all that is wrong with it.
    init(_ request: Request) throws(PolarRefusal) {
        var form = PolarForm()
        organizations = form.queries("organization_id", of: request, PolarValue.id)
        benefits = form.queries("benefit_id", of: request, PolarValue.id)
        states = form.queries(
            "status", of: request,
            PolarValue.oneOf([
                "granted": LicenseState.granted, "revoked": .revoked, "disabled": .disabled,
            ]))
        page = PolarPage(request, &form)
        try form.check()
    }

    /// What the registry is asked for.
    func filter(of organization: OrganizationID) -> LicenseDetailsFilter {
        var filter = LicenseDetailsFilter(organization: organization)
        filter.benefits = benefits
        filter.states = states
        return filter
    }
}
