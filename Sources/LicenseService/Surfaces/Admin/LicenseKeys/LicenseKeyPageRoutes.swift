import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One license key: looked at, saved as a file, drawn as a code.
struct LicenseKeyPageRoutes: Sendable {
    /// Wide rows: more of them, with all else that is known of a key, would make a slow page.
    private static let devicesShown: Int64 = 25

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys/{id}", .licensesRead) { visit in .page(try await page(visit)) }
        table.look("/admin/keys/{id}/file", .licensesRead) { visit in
            let license = try await visit.license()
            return .file(
                try await LicenseDownload(
                    license, visit.organization.name, with: visit.admin.trust, at: visit.now,
                    visit.work
                ).file)
        }
        table.look("/admin/keys/{id}/qr", .licensesRead) { visit in
            let license = try await visit.license()
            var page = try await LicenseDownload(
                license, visit.organization.name, with: visit.admin.trust, at: visit.now,
                visit.work
            ).codePage
            page.trail = AdminNavigation.trail(
                ("/admin/keys", "License keys"),
                ("/admin/keys/\(license.claims.license)", LicenseKey.masked(license.text)))
            return .page(page)
        }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let license = try await visit.license()
        let id = license.claims.license
        let showsHistory = visit.caller.allows(.auditRead)
        let now = visit.now
        let pager = Pager("devices", of: visit.query, size: Self.devicesShown)
        let query = visit.query
        let (benefit, devices, used, history, sold) = try await visit.work { registry in
            (
                try registry.benefits.listing(license.claims.benefit),
                try registry.activations.devices(of: id, page: pager.range, now: now),
                try LicenseUsage(of: license, in: registry, now: now),
                showsHistory ? try LicenseHistory(of: id, query, in: registry) : nil,
                try SaleFollowing(of: id, in: registry.sales)
            )
        }
        var page = LicenseKeyPage(
            license: license, benefit: benefit, devices: devices.devices,
            deviceCount: devices.total, pager: pager, history: history, used: used,
            sold: sold, caller: visit.caller, sendsEmails: visit.admin.sendsEmails, now: now
        ).body
        if query["done"] == DoneNotice.freed.rawValue, license.isOverLimit {
            page.pageNotice = Notice(
                "The seat was given up.",
                "\(OfflineOutlook.ofSeat(isOverLimit: true))", .warning)
        }
        return page
    }
}
