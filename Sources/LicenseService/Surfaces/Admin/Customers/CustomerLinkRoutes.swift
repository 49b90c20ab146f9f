import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// A link with which a customer comes in to the portal, to be handed over by whoever helps them.
struct CustomerLinkRoutes: Sendable {
    private static let lifetime = Duration.seconds(3600)
    private static let pattern = "/admin/customers/{id}/portal"

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.pattern, .customersWrite) { visit in
            .page(confirmation(try await CustomerPageRoutes.customer(visit)))
        }
        table.act(Self.pattern, .customersWrite, answersSecret: true) { visit in
            .page(try await link(visit))
        }
    }

    private func confirmation(_ customer: CustomerRecord) -> PageBody {
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "Whoever opens the link sees and uses all license keys of this customer. Give it to nobody else.",
            "It works once, and for \(Self.lifetime.plainText).",
        ])
        var form = PageForm("/admin/customers/\(customer.id)/portal", submit: "Make the link")
        form.cancel = "/admin/customers/\(customer.id)"
        section.form = form
        return page("A link to the portal", customer, section)
    }

    private func link(_ visit: AdminVisit) async throws -> PageBody {
        let (customer, now) = (try await CustomerPageRoutes.customer(visit), visit.now)
        let (base, maker) = (visit.admin.publishing.base, visit.caller.session.token)
        let link = try await visit.work(\.tokens.sessions) { sessions in
            try PortalLink.make(
                sessions, for: customer.id, of: customer.organization, by: maker,
                base: base,
                lifetime: Self.lifetime, now: now)
        }
        var section = PageSection()
        section.copyable = PageSection.CopyText(
            copyID: "link", copyLabel: "Link for the customer", copied: link, copyRows: 2)
        section.buttons = LinkList([
            LinkList.Item(href: "/admin/customers/\(customer.id)", text: "Back to the customer")
        ])
        var page = page("The link is made", customer, section)
        page.pageNotice = Notice(
            "This is the only time that the link is shown.",
            "It works once, and for \(Self.lifetime.plainText).", .warning)
        return page
    }

    private func page(
        _ heading: String, _ customer: CustomerRecord, _ section: PageSection
    ) -> PageBody {
        var page = PageBody(heading, [section])
        page.trail = AdminNavigation.trail(
            ("/admin/customers", "Customers"),
            ("/admin/customers/\(customer.id)", CustomerPageRoutes.title(of: customer)))
        return page
    }
}
