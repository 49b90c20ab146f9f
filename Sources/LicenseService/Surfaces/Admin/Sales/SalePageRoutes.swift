import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What customers have through sales: listed, granted by hand, revoked, restored.
struct SalePageRoutes: Sendable {
    private static let pageSize = 50

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/sales", .licensesRead) { visit in .page(try await list(visit)) }
        table.look("/admin/sales/grant", .licensesWrite) { visit in
            .page(try await form(visit, visit.query, []))
        }
        table.act("/admin/sales/grant", .licensesWrite) { visit in try await grant(visit) }
        table.look("/admin/sales/{id}", .licensesRead) { visit in
            let (grant, now) = (try await found(visit), visit.now)
            let page = try await visit.work { try SalePage(of: grant, in: $0, now: now) }
            return .page(page.body(mayChange: visit.caller.allows(.licensesWrite)))
        }
        for status in [SaleStatus.revoked, .granted] {
            let verb = status == .revoked ? "revoke" : "restore"
            table.look("/admin/sales/{id}/\(verb)", .licensesWrite) { visit in
                .page(try await confirmation(try await found(visit), status, visit))
            }
            table.act("/admin/sales/{id}/\(verb)", .licensesWrite) { visit in
                let (grant, now) = (try await found(visit), visit.now)
                try await visit.work(\.sales) { try $0.setGrant(grant, to: status, now: now) }
                return visit.done(status == .revoked ? .revoked : .restored, at: "/admin/sales")
            }
        }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        var asked = PageFilter(visit.query)
        var filter = GrantFilter(organization: visit.organization.id)
        filter.before = asked.choice("before") { GrantID($0) }
        filter.customer = asked.choice("customer") { CustomerID(inAnyForm: $0) }
        try asked.check()
        let mayChange = visit.caller.allows(.licensesWrite)
        let (grants, benefits, customers, unmapped) = try await visit.work { [filter] registry in
            let grants = try registry.sales.grants.page(
                matching: filter, page: PageRange(number: 0, size: Int64(Self.pageSize) + 1)
            ).grants
            let customers = try registry.customers.find(Set(grants.map(\.customer)))
            return (
                grants, try registry.benefits.all(of: filter.organization), customers,
                try registry.sales.unmappedProducts(of: filter.organization).count
            )
        }
        var section = PageSection()
        var table = PageTable(
            "What customers have through sales",
            ["Sale", "Customer", "Benefit", "State", "Bought", "License"]
                + (mayChange ? ["Action"] : []),
            grants.prefix(Self.pageSize).map { row($0, customers, benefits, mayChange) },
            empty:
                "Nothing was sold yet. Sales arrive by the webhooks of Polar and Dodo, or grant a benefit by hand."
        )
        if grants.count > Self.pageSize, let last = grants.prefix(Self.pageSize).last {
            let query = LicenseKeyListRoutes.queryString(visit.query, without: ["before"])
            table.nextPage = "/admin/sales?\(query.isEmpty ? "" : "\(query)&")before=\(last.id)"
        }
        if filter.before != nil {
            table.firstPage = "/admin/sales" + (filter.customer.map { "?customer=\($0)" } ?? "")
        }
        section.table = table
        var page = PageBody("Sales", [section])
        page.intro =
            filter.customer == nil
            ? "Orders, subscriptions and what was granted by hand, the newest first."
            : "What one customer has, the newest first."
        var actions = [
            LinkList.Item(href: ProductPageRoutes.path, text: "Products of your shops"),
            LinkList.Item(href: MessagePageRoutes.path, text: "Messages of your shops"),
        ]
        if mayChange {
            actions.insert(
                LinkList.Item(
                    href: "/admin/sales/grant", text: "Grant by hand", linkClass: "button primary"),
                at: 0)
        }
        page.actions = LinkList(actions)
        if unmapped > 0 {
            var notice = Notice(
                "\(counted(unmapped, "product")) of your shops \(unmapped == 1 ? "gives" : "give") nothing.",
                "Customers have bought what is mapped to no benefit.", .warning)
            notice.noticeLinks = LinkList([
                LinkList.Item(href: ProductPageRoutes.path, text: "Map them to benefits")
            ])
            page.pageNotice = notice
        }
        return page
    }

    private func row(
        _ grant: GrantRecord, _ customers: [CustomerID: CustomerRecord], _ benefits: [Benefit],
        _ mayChange: Bool
    ) -> [Cell] {
        let benefit = benefits.name(of: grant.benefit)
        let cells: [Cell] = [
            .link(grant.sale.plainText, "/admin/sales/\(grant.id)"),
            customers[grant.customer]?.cell ?? .text("–"),
            .text(benefit ?? "deleted"), .badge(grant.badge), .time(grant.createdAt),
            .link("Show it", "/admin/keys/\(grant.license)"),
        ]
        guard mayChange else { return cells }
        let act: Cell =
            grant.revokedAt == nil
            ? .link("Revoke", "/admin/sales/\(grant.id)/revoke")
            : .link("Restore", "/admin/sales/\(grant.id)/restore")
        return cells + [act]
    }

    private func found(_ visit: AdminVisit) async throws -> GrantRecord {
        let id = try visit.context.id(.grant, GrantID.self)
        guard let grant = try await visit.work({ try $0.sales.grants.find(id) }) else {
            throw Problem.missing(.grant)
        }
        try visit.check(grant.organization, .grant)
        return grant
    }

    private func confirmation(
        _ grant: GrantRecord, _ status: SaleStatus, _ visit: AdminVisit
    ) async throws -> PageBody {
        var section = PageSection("What happens")
        let isEnd = status == .revoked
        let offline = isEnd ? try await offline(grant, visit) : nil
        section.consequences = PageSection.Lines(
            telling: isEnd
                ? [
                    "The license that the sale gave is revoked: checks online refuse it at once, and devices hear of it with the next status list.",
                    offline ?? "It gave no license, so no device has one.",
                    "Later messages of the shop about this sale do not undo this; you can restore it here.",
                ]
                : [
                    "The license that the sale gave is good again, unless it is disabled.",
                    "Devices hear of it with the next status list.",
                ])
        var form = PageForm(
            "/admin/sales/\(grant.id)/\(isEnd ? "revoke" : "restore")",
            submit: isEnd ? "Revoke it" : "Restore it")
        if isEnd {
            form.makeGrave()
        }
        form.cancel = "/admin/sales"
        section.form = form
        var page = PageBody(
            "\(isEnd ? "Revoke" : "Restore") what \(grant.sale.plainText) gave", [section])
        page.trail = AdminNavigation.trail(("/admin/sales", "Sales"))
        return page
    }

    /// Until when the devices of the sale's license go on that stay offline; nil for none.
    private func offline(_ grant: GrantRecord, _ visit: AdminVisit) async throws -> Sentence? {
        let (id, now) = (grant.license, visit.now)
        guard let license = try await visit.work({ try $0.licenses.details(id, now: now) }) else {
            return nil
        }
        return try await LicenseKeyActRoutes.outlook(license, visit).ofDevicesOffline
    }

    // MARK: - Granting

    private func form(
        _ visit: AdminVisit, _ typed: SubmittedForm, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let organization = visit.organization.id
        let benefits = try await visit.work(\.benefits) { try $0.offered(by: organization) }
        let kinds = benefits.map { (value: "\($0.id)", text: "\($0.name)") }
        let fields: [FormField] =
            [
                .select("benefit", "Benefit", kinds, chosen: typed["benefit"]),
                .input("name", "Customer's name", typed.raw("name")),
                .input("email", "Customer's e-mail address", typed.raw("email"), type: "email"),
                .input(
                    "end", "Ends", typed.raw("end"),
                    hint:
                        "A date such as 2027-12-31, good to the end of that day in UTC; empty for what the benefit says."
                ),
            ]
            + (visit.admin.sendsEmails
                ? [
                    .check(
                        "notify", "Send the customer an e-mail with the key",
                        typed.isChecked("notify"))
                ] : [])
        var form = PageForm(
            "/admin/sales/grant", fields.map { $0.completed(faults) }, submit: "Grant it")
        form.cancel = "/admin/sales"
        var section = PageSection()
        section.form = form
        var page = PageBody("Grant a benefit by hand", [section])
        page.trail = AdminNavigation.trail(("/admin/sales", "Sales"))
        page.show(faults)
        return page
    }

    private func grant(_ visit: AdminVisit) async throws -> PageAnswer {
        let (form, now, organization) = (visit.form, visit.now, visit.organization.id)
        let asked = form["benefit"].flatMap { BenefitID($0) }
        let offered = try await visit.work(\.benefits) { try $0.offered(by: organization) }
        guard let benefit = offered.first(where: { $0.id == asked }) else {
            return .refused(
                try await self.form(
                    visit, form,
                    [FieldFault(field: "benefit", detail: "This benefit is gone. Choose another.")])
            )
        }
        let draft = MintDraft(form, benefit, now: now)
        var faults = draft.faults
        let sendsEmail = visit.admin.sendsEmails && form.isChecked("notify")
        if sendsEmail, draft.order.email == nil {
            faults.append(
                FieldFault(
                    field: "email", detail: "Write an address to which the key can be sent."))
        }
        guard faults.isEmpty else { return .refused(try await self.form(visit, form, faults)) }
        let issuer = try visit.admin.minting.issuer(for: benefit.id, of: organization)
        guard let sale = Sale(.manual, "\(GrantID.random())") else { throw Problem.internalFault }
        var buyer = Buyer()
        (buyer.name, buyer.email) = (draft.order.name, draft.order.email)
        let order = GrantOrder(
            benefit.id, of: organization, through: sale, to: buyer,
            until: draft.order.end)
        let granted = try await visit.work(\.sales) { sales in
            try sales.grant(
                order, policy: SalePolicy(issuer: issuer, sendsEmails: sendsEmail), now: now)
        }
        guard let granted else { throw Problem.missing(.grant) }
        return visit.done(.granted, at: "/admin/keys/\(granted.grant.license)")
    }
}

extension Sale {
    /// For people.
    var plainText: String {
        switch kind {
        case .order: "order \(id)"
        case .subscription: "subscription \(id)"
        case .manual:
            if isImport {
                "an imported key"
            } else {
                isSuperseded ? "a key in whose place is an imported one" : "a grant by hand"
            }
        }
    }
}
