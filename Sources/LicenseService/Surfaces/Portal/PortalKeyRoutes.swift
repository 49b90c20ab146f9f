import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// One license key as its holder sees it.
struct PortalKeyRoutes: Sendable {
    func addRoutes(to table: inout PortalRouteTable) {
        table.look("/portal/keys/{id}") { visit in .page(try await page(visit)) }
        table.look("/portal/keys/{id}/file") { visit in
            .file(
                try await LicenseDownload(
                    visit.license(), visit.organization.name, with: visit.portal.trust,
                    at: visit.now, visit.work
                ).file)
        }
        table.look("/portal/keys/{id}/qr") { visit in
            let license = try await visit.license()
            var page = try await LicenseDownload(
                license, visit.organization.name, with: visit.portal.trust, at: visit.now,
                visit.work
            ).codePage
            page.trail = trail(license)
            return .page(page)
        }
        table.look("/portal/keys/{id}/free/{seat}") { visit in
            try await freeing(visit)
        }
        table.act("/portal/keys/{id}/free/{seat}") { visit in try await free(visit) }
        table.look("/portal/keys/{id}/rotate") { visit in .page(try await rotationPage(visit)) }
        table.act("/portal/keys/{id}/rotate") { visit in try await rotate(visit) }
    }

    private func path(_ license: LicenseDetails) -> String {
        "/portal/keys/\(license.claims.license)"
    }

    private func trail(_ license: LicenseDetails) -> LinkList? {
        LinkList([
            LinkList.Item(href: "/portal", text: "Purchases"),
            LinkList.Item(href: path(license), text: LicenseKey.masked(license.text)),
        ])
    }

    private func page(_ visit: PortalVisit) async throws -> PageBody {
        let license = try await visit.license()
        let id = license.claims.license
        let now = visit.now
        let (query, pager) = (visit.query, Pager("devices", of: visit.query, size: 25))
        let (listing, devices, used, history, grant) = try await visit.work { registry in
            (
                try registry.benefits.listing(license.claims.benefit),
                try registry.activations.devices(of: id, page: pager.range, now: now),
                try LicenseUsage(of: license, in: registry, now: now),
                try LicenseHistory(
                    of: id, query, only: AuditAction.allCases.filter { $0.customerText != nil },
                    in: registry),
                try registry.sales.grants.find(of: id)
            )
        }
        let claims = license.claims
        let carried = PortalKeyPage.Carried(
            list: claims.statusIndex.map {
                visit.portal.lists[StatusListID(claims.organization, $0.shard)] != nil
            } ?? false,
            bundle: visit.portal.trust.content(of: claims.organization) != nil)
        return PortalKeyPage(
            license: license, listing: listing, devices: devices.devices,
            deviceCount: devices.total, pager: pager, history: history, used: used,
            boughtAt: grant?.createdAt ?? license.createdAt, mayRotate: mayRotate(license, visit),
            done: query["done"].flatMap { PortalNotice(rawValue: $0) }, carried: carried, now: now
        ).body
    }

    // MARK: - Seats

    private func seat(
        _ visit: PortalVisit
    ) async throws -> (license: LicenseDetails, seat: Seat, device: ActivationRecord?) {
        let (license, seat, device) = try await visit.seat()
        let listing = try await visit.work(\.benefits) { try $0.listing(license.claims.benefit) }
        guard listing?.showsSeats ?? false else {
            throw Problem(
                .forbidden, "seat.not-yours-to-free",
                "seats of this product are freed on the device itself, or by the vendor",
                nextStep: "give the seat back on the device, or ask the vendor")
        }
        return (license, seat, device)
    }

    private func freeing(_ visit: PortalVisit) async throws -> PageAnswer {
        let (license, seat, device) = try await seat(visit)
        if let gone = gone(seat, of: license, visit) { return gone }
        let outlook = try await outlook(license, visit)
        let isOverLimit = license.isOverLimit
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(
            telling: device.map { outlook.ofFreeing($0, by: .keyHolder, isOverLimit: isOverLimit) }
                ?? [
                    OfflineOutlook.ofSeat(isOverLimit: isOverLimit),
                    "The program there is refused from now on.",
                ])
        var form = PageForm("\(path(license))/free/\(seat.id)", submit: "Free this seat")
        form.cancel = path(license)
        form.makeGrave()
        section.form = form
        var page = PageBody(
            seat.label.isEmpty ? "Free this seat" : "Free the seat of “\(seat.label)”", [section])
        page.trail = trail(license)
        return .page(page)
    }

    private func outlook(
        _ license: LicenseDetails, _ visit: PortalVisit
    ) async throws -> OfflineOutlook {
        try await OfflineOutlook(
            of: license, in: visit, listLifetime: visit.portal.publishing.timeToLive)
    }

    private func free(_ visit: PortalVisit) async throws -> PageAnswer {
        let (license, seat, device) = try await seat(visit)
        if let gone = gone(seat, of: license, visit) { return gone }
        try await visit.free(seat, of: license, by: .keyHolder)
        let isKept = device?.holdsSeat(at: visit.now) ?? false
        return visit.done(isKept ? .kept : .freed, at: path(license))
    }

    /// What somebody is told who gives a seat up a second time; nil for one that is taken.
    private func gone(
        _ seat: Seat, of license: LicenseDetails, _ visit: PortalVisit
    ) -> PageAnswer? {
        guard seat.isFreed else { return nil }
        return visit.done(seat.isKept(at: visit.now) ? .kept : .alreadyFree, at: path(license))
    }

    // MARK: - A new key

    /// A key that somebody shows may be the leaked one, so only a customer who is known otherwise
    /// gets another.
    private func mayRotate(_ license: LicenseDetails, _ visit: PortalVisit) -> Bool {
        visit.caller.isCustomer && license.record.state == .granted
            && visit.portal.minting.issuer(
                covering: license.claims.benefit, of: license.claims.organization) != nil
    }

    private func rotatable(_ visit: PortalVisit) async throws -> LicenseDetails {
        let license = try await visit.license()
        guard mayRotate(license, visit) else {
            throw Problem(
                .forbidden, "rotation.not-allowed", "this key cannot be replaced here",
                nextStep: "sign in with your e-mail address, or ask the vendor")
        }
        return license
    }

    private func rotationPage(_ visit: PortalVisit) async throws -> PageBody {
        let license = try await rotatable(visit)
        var section = PageSection("What happens")
        let outlook = try await outlook(license, visit)
        section.consequences = PageSection.Lines(
            telling: [
                "You get a new key for the same license, with the same devices, end and limits.",
                "Your devices get it by themselves when they go online; or enter it there.",
            ] + outlook.ofReplacing + [
                "The key that you have now stops working. This cannot be undone."
            ])
        var form = PageForm("\(path(license))/rotate", submit: "Replace my key")
        form.hiddenFields = [
            PageForm.HiddenField(
                hiddenName: FormVersion.field, hiddenValue: license.record.version)
        ]
        form.cancel = path(license)
        form.makeGrave()
        section.form = form
        var page = PageBody("Replace a key that others know", [section])
        page.trail = trail(license)
        return page
    }

    private func rotate(_ visit: PortalVisit) async throws -> PageAnswer {
        let license = try await rotatable(visit)
        let issuer = try visit.portal.minting.issuer(
            for: license.claims.benefit, of: license.claims.organization)
        let (now, limit) = (
            visit.now, RotationLimit(perDay: visit.portal.limits.rotationsPerDay)
        )
        let (id, form) = (license.claims.license, visit.form)
        try await visit.work { registry in
            try registry.together { registry in
                // The key that was copied a moment ago stays good: one form replaces one key.
                guard try registry.licenses.find(id)?.version == form[FormVersion.field] else {
                    throw PageProblem.outdated(form)
                }
                try registry.issuance.rotate(id, limit: limit, by: issuer, now: now)
            }
        }
        return visit.done(.rotated, at: path(license))
    }
}
