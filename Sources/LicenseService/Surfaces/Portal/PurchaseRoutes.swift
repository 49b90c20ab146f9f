import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What a customer has bought.
struct PurchaseRoutes: Sendable {
    private static let shown = 50

    func addRoutes(to table: inout PortalRouteTable) {
        table.look("/portal") { visit in
            switch visit.caller.session.holder {
            case .license(let id, _):
                return .redirect(Redirect(to: "/portal/keys/\(id)"))
            case .customer(let id, _): return .page(try await page(of: id, visit))
            case .owner, .token: throw Problem.missing(.customer)
            }
        }
    }

    private func page(of customer: CustomerID, _ visit: PortalVisit) async throws -> PageBody {
        var search = LicenseSearch(organization: visit.caller.organization)
        search.customer = customer
        let now = visit.now
        let after = visit.query["after"].flatMap { LicenseID($0) }
        let (found, benefits) = try await visit.work { [search] registry in
            (
                try registry.licenses.search(
                    search, after: after, limit: Self.shown + 1, now: now),
                try registry.benefits.all(of: search.organization)
            )
        }
        let licenses = found.prefix(Self.shown)
        var section = PageSection()
        var table = PageTable(
            "Your license keys", ["Product", "Key!", "State", "Devices#", "Ends", "Bought"],
            licenses.map { license in
                [
                    .link(
                        benefits.name(of: license.claims.benefit) ?? "License",
                        "/portal/keys/\(license.claims.license)"),
                    .code(LicenseKey.masked(license.text)), .badge(license.badge(at: now)),
                    .text(license.seatsText), .time(license.end), .time(license.createdAt),
                ]
            },
            empty:
                "You have no license key of \(visit.organization.name) yet. If you have just bought one, it may take a minute."
        )
        if found.count > Self.shown, let last = licenses.last?.claims.license {
            table.nextPage = "/portal?after=\(last)"
        }
        if after != nil { table.firstPage = "/portal" }
        section.table = table
        var page = PageBody("Your purchases", [section])
        page.intro = "What you have from \(visit.organization.name)."
        return page
    }
}
