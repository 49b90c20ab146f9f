import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The end and the limits of one license.
struct TermsFormRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys/{id}/terms", .licensesWrite) { visit in
            let license = try await visit.license()
            return .page(
                page(
                    license, try await LicenseKeyActRoutes.outlook(license, visit),
                    end: license.end.map { "\($0)" } ?? "",
                    seats: license.claims.activationLimit.typed,
                    units: license.claims.usageLimit.map { "\($0)" } ?? "", []))
        }
        table.act("/admin/keys/{id}/terms", .licensesWrite) { visit in try await change(visit) }
    }

    private func page(
        _ license: LicenseDetails, _ outlook: OfflineOutlook, end: String, seats: String,
        units: String,
        _ faults: [FieldFault]
    ) -> PageBody {
        let fields = [
            FormField.input(
                "end", "Ends", end,
                hint:
                    "A date such as 2027-12-31, good to the end of that day in UTC, or a moment such as 2027-12-31T12:00:00Z; empty for never."
            ),
            .input(
                "seats", "Devices", seats,
                hint: "A number, or “unlimited”; empty where devices need no seat."),
            .input("units", "Units", units, hint: "A number; empty for any number of units."),
        ].map { $0.completed(faults) }
        var page = LicenseKeyActRoutes.confirmation(
            "Change end and limits", of: license,
            at: "\(LicenseKeyActRoutes.path(license))/terms",
            [
                "The license gets a new key that says so; devices that sync get it by themselves.",
                "More than before: devices that stay offline have it when they get the new key.",
            ] + outlook.ofLessening, [], submit: "Save", isGrave: false)
        page.sections[0].form?.fields = fields
        page.show(faults)
        return page
    }

    private func change(_ visit: AdminVisit) async throws -> PageAnswer {
        let license = try await visit.license()
        let form = visit.form
        var faults: [FieldFault] = []
        var change = TermsChange()
        let end = form["end"].flatMap { Timestamp(typedEnd: $0) }
        if form["end"] != nil, end == nil {
            faults.append(
                FieldFault(
                    field: "end",
                    detail:
                        "Write a date such as 2027-12-31, or a moment such as 2027-12-31T12:00:00Z."
                ))
        } else if end != license.end {
            if let end, end <= visit.now {
                faults.append(
                    FieldFault(
                        field: "end", detail: "This has passed. Disable the license instead."))
            }
            change.end = .set(end)
        }
        if let seats = ActivationLimit(typed: form["seats"]) {
            if seats != license.claims.activationLimit { change.activationLimit = .set(seats) }
        } else {
            faults.append(
                FieldFault(field: "seats", detail: ActivationLimit.fault))
        }
        let units = form["units"].flatMap { TypedCount($0)?.number }
        if form["units"] != nil, units == nil {
            faults.append(FieldFault(field: "units", detail: TypedCount.fault))
        } else if units != license.claims.usageLimit {
            change.usageLimit = .set(units)
        }
        guard faults.isEmpty else {
            return .refused(
                page(
                    license, try await LicenseKeyActRoutes.outlook(license, visit),
                    end: form.raw("end"), seats: form.raw("seats"),
                    units: form.raw("units"), faults))
        }
        guard !change.isEmpty else {
            return visit.done(.unchanged, at: LicenseKeyActRoutes.path(license))
        }
        let issuer = try visit.admin.minting.issuer(
            for: license.claims.benefit, of: license.claims.organization)
        let now = visit.now
        try await LicenseKeyActRoutes.change(visit, license) { [change] registry, id in
            try registry.issuance.change(id, to: change, by: issuer, now: now)
        }
        return visit.done(.changed, at: LicenseKeyActRoutes.path(license))
    }
}
