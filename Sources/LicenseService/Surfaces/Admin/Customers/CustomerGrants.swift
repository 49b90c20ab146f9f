import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What a customer has through sales, as a part of their page.
struct CustomerGrants: Sendable {
    private static let mostShown = 20
    private let customer: CustomerID
    private let grants: [GrantRecord]
    private let benefits: [Benefit]

    init(
        of customer: CustomerRecord, _ benefits: [Benefit], in granted: Grants
    ) throws(RegistryError) {
        var filter = GrantFilter(organization: customer.organization)
        filter.customer = customer.id
        self.customer = customer.id
        grants = try granted.page(
            matching: filter, page: PageRange(number: 0, size: Int64(Self.mostShown) + 1)
        ).grants
        self.benefits = benefits
    }

    var section: PageSection {
        var section = PageSection("Sales and grants")
        section.table = PageTable(
            "Sales and grants", ["Through", "Benefit", "State", "Bought", "License"],
            grants.prefix(Self.mostShown).map { grant in
                [
                    .link(grant.sale.plainText, "/admin/sales/\(grant.id)"),
                    .text(benefits.name(of: grant.benefit) ?? "deleted"),
                    .badge(grant.badge), .time(grant.createdAt),
                    .link("Show it", "/admin/keys/\(grant.license)"),
                ]
            }, empty: "This customer has nothing through a sale.")
        if grants.count > Self.mostShown {
            section.buttons = LinkList([
                LinkList.Item(href: "/admin/sales?customer=\(customer)", text: "All of them")
            ])
        }
        return section
    }
}

extension GrantRecord {
    /// Whether it is granted, in a word.
    var badge: Badge {
        revokedAt == nil ? Badge("granted", .good) : Badge("revoked", .danger)
    }
}
