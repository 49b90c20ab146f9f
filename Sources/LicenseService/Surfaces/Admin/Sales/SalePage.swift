import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What one sale, or one grant by hand, has given.
struct SalePage: Sendable {
    private static let mostShown = 20

    private let following: SaleFollowing
    private let customer: CustomerRecord?
    private let benefits: [Benefit]
    private let benefit: BenefitListing?
    private let license: LicenseDetails?
    /// What else the same sale has given.
    private let others: [GrantRecord]
    private let now: Timestamp

    init(of grant: GrantRecord, in registry: Registry, now: Timestamp) throws {
        following = try SaleFollowing(grant, in: registry.sales)
        customer = try registry.customers.find(Set([grant.customer]))[grant.customer]
        benefits = try registry.benefits.all(of: grant.organization)
        benefit = try registry.benefits.listing(grant.benefit)
        license = try registry.licenses.details(grant.license, now: now)
        var filter = GrantFilter(organization: grant.organization)
        filter.sale = grant.sale
        others = try registry.sales.grants.page(
            matching: filter, page: PageRange(number: 0, size: Int64(Self.mostShown) + 1)
        ).grants.filter { $0.id != grant.id }
        self.now = now
    }

    private var grant: GrantRecord { following.grant }

    /// - Parameter mayChange: whether its reader may take it back.
    func body(mayChange: Bool) -> PageBody {
        let name = grant.sale.plainText
        var page = PageBody(name.prefix(1).uppercased() + name.dropFirst())
        page.state = grant.badge
        page.trail = AdminNavigation.trail(("/admin/sales", "Sales"))
        if mayChange {
            page.actions = LinkList([
                grant.revokedAt == nil
                    ? LinkList.Item(
                        href: "/admin/sales/\(grant.id)/revoke", text: "Revoke",
                        linkClass: "button danger")
                    : LinkList.Item(href: "/admin/sales/\(grant.id)/restore", text: "Restore")
            ])
        }
        page.sections = [facts]
        if !others.isEmpty { page.sections.append(rest) }
        return page
    }

    private var facts: PageSection {
        typealias Detail = PageSection.DetailList.Detail
        var section = PageSection()
        section.details = PageSection.DetailList([
            Detail("Customer", customer?.cell ?? .text("–")),
            Detail("Benefit", benefit.map(\.cell) ?? .text("deleted")),
            license.map { license in
                Detail(
                    "License",
                    .link(LicenseKey.masked(license.text), "/admin/keys/\(grant.license)"),
                    .text(" "), .badge(license.badge(at: now)))
            },
            Detail(grant.sale.kind == .manual ? "Granted" : "Bought", .time(grant.createdAt)),
            grant.grantedAt == grant.createdAt
                ? nil : Detail("Granted here", .time(grant.grantedAt)),
            grant.revokedAt.map { Detail("Taken back", .time($0)) },
            following.standing.map { standing in
                Detail(
                    "The shop says", .badge(standing.status.badge),
                    .sentence(" since \(standing.since)"))
            },
            license.map { license in
                Detail(
                    "The license ends", .time(license.end),
                    following.sentence.map { .sentence(" – " + $0) } ?? .text(""))
            },
        ])
        return section
    }

    private var rest: PageSection {
        var section = PageSection("What else it gave")
        section.table = PageTable(
            "What else it gave", ["Benefit", "State", "Since", "License"],
            others.prefix(Self.mostShown).map { grant in
                [
                    .text(benefits.name(of: grant.benefit) ?? "deleted"), .badge(grant.badge),
                    .time(grant.grantedAt),
                    .link("Show it", "/admin/keys/\(grant.license)"),
                ]
            }, empty: "Nothing.")
        return section
    }
}
