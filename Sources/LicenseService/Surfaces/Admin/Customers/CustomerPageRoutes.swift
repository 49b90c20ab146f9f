import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Who bought licenses: found, added, edited, deleted.
struct CustomerPageRoutes: Sendable {
    private static let keysShown = 20

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/customers", .customersRead) { visit in
            try await CustomerListPage(visit).answer()
        }
        table.look("/admin/customers/new", .customersWrite) { visit in
            .page(form(nil, visit.query, []))
        }
        table.act("/admin/customers/new", .customersWrite) { visit in try await add(visit) }
        table.look("/admin/customers/{id}", .customersRead) { visit in
            .page(try await page(visit))
        }
        table.look("/admin/customers/{id}/edit", .customersWrite) { visit in
            .page(form(try await Self.customer(visit), nil, []))
        }
        table.act("/admin/customers/{id}/edit", .customersWrite) { visit in
            try await edit(visit)
        }
        table.look("/admin/customers/{id}/delete", .customersWrite) { visit in
            .page(deletion(try await Self.customer(visit)))
        }
        table.act("/admin/customers/{id}/delete", .customersWrite) { visit in
            let (customer, now) = (try await Self.customer(visit), visit.now)
            try await visit.work(\.customers) {
                try $0.delete(customer.id, erasing: true, now: now)
            }
            return visit.done(.deleted, at: "/admin/customers")
        }
    }

    static func customer(_ visit: AdminVisit) async throws -> CustomerRecord {
        let id = try visit.context.id(.customer, CustomerID.self)
        guard let found = try await visit.work({ try $0.customers.find(id) }),
            found.deletedAt == nil
        else { throw Problem.missing(.customer) }
        try visit.check(found.organization, .customer)
        return found
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let customer = try await Self.customer(visit)
        var search = LicenseSearch(organization: customer.organization)
        search.customer = customer.id
        let now = visit.now
        let (licenses, benefits, grants) = try await visit.work { [search] registry in
            let benefits = try registry.benefits.all(of: customer.organization)
            return (
                try registry.licenses.search(
                    search, limit: Self.keysShown + 1, now: now), benefits,
                try CustomerGrants(of: customer, benefits, in: registry.sales.grants)
            )
        }
        var page = PageBody(Self.title(of: customer))
        page.trail = AdminNavigation.trail(("/admin/customers", "Customers"))
        if visit.caller.allows(.customersWrite) {
            page.actions = LinkList([
                LinkList.Item(href: "/admin/customers/\(customer.id)/edit", text: "Edit"),
                LinkList.Item(
                    href: "/admin/customers/\(customer.id)/portal", text: "Link to the portal"),
                LinkList.Item(
                    href: "/admin/customers/\(customer.id)/delete", text: "Delete",
                    linkClass: "button danger"),
            ])
        }
        var facts = PageSection()
        facts.details = PageSection.DetailList([
            PageSection.DetailList.Detail("E-mail address", .text(customer.email ?? "none")),
            PageSection.DetailList.Detail("External id", .text(customer.externalID ?? "none")),
            PageSection.DetailList.Detail("Since", .time(customer.createdAt)),
            PageSection.DetailList.Detail("Id", .code("\(customer.id)")),
            PageSection.DetailList.Detail("In webhooks", .code(customer.id.prefixedText)),
        ])
        var keys = PageSection("License keys")
        keys.table = LicenseTable(now: now, benefits: benefits).table(
            Array(licenses.prefix(Self.keysShown)), empty: "This customer has no license key.")
        if licenses.count > Self.keysShown {
            keys.buttons = LinkList([
                LinkList.Item(href: "/admin/keys?customer=\(customer.id)", text: "All of them")
            ])
        }
        page.sections =
            visit.caller.allows(.licensesRead) ? [facts, keys, grants.section] : [facts]
        return page
    }

    /// What a page about a customer is called.
    static func title(of customer: CustomerRecord) -> String {
        customer.title ?? "Customer without a name"
    }

    // MARK: - Writing

    private func form(
        _ customer: CustomerRecord?, _ typed: SubmittedForm?, _ faults: [FieldFault]
    ) -> PageBody {
        let path = customer.map { "/admin/customers/\($0.id)/edit" } ?? "/admin/customers/new"
        var form = PageForm(
            path,
            [
                FormField.input(
                    "name", "Name", typed?.raw("name") ?? customer?.name ?? "",
                    hint: "At most 200 bytes."),
                .input(
                    "email", "E-mail address", typed?.raw("email") ?? customer?.email ?? "",
                    type: "email", hint: "Keys and sign-in links go there."),
                .input(
                    "external", "External id", typed?.raw("external") ?? customer?.externalID ?? "",
                    hint: "What your own system calls this customer."),
            ].map { $0.completed(faults) }, submit: customer == nil ? "Add" : "Save")
        form.cancel = customer.map { "/admin/customers/\($0.id)" } ?? "/admin/customers"
        if let customer {
            form.hiddenFields = [
                PageForm.HiddenField(hiddenName: "version", hiddenValue: Self.version(customer))
            ]
        }
        var section = PageSection()
        section.form = form
        var page = PageBody(customer == nil ? "Add a customer" : "Edit a customer", [section])
        page.trail = AdminNavigation.trail(("/admin/customers", "Customers"))
        page.show(faults)
        return page
    }

    private static func version(_ customer: CustomerRecord) -> String {
        FormVersion.of([customer.name, customer.email, customer.externalID])
    }

    private func faults(_ form: SubmittedForm) -> [FieldFault] {
        var faults = [
            FieldFault.ofText(form["name"], "name", upTo: 200),
            FieldFault.ofText(form["external"], "external", upTo: 200),
        ].compactMap(\.self)
        if let email = form["email"], MailAddress(name: "", address: email) == nil {
            faults.append(
                FieldFault(field: "email", detail: "Write an address such as ann@example.com."))
        }
        if form["name"] == nil, form["email"] == nil {
            faults.append(FieldFault(field: "name", detail: "Write a name or an e-mail address."))
        }
        return faults
    }

    private func add(_ visit: AdminVisit) async throws -> PageAnswer {
        let faults = faults(visit.form)
        guard faults.isEmpty else { return .refused(form(nil, visit.form, faults)) }
        var customer = CustomerRecord(
            id: .random(), organization: visit.organization.id, name: visit.form["name"] ?? "",
            createdAt: visit.now)
        customer.email = visit.form["email"]
        customer.externalID = visit.form["external"]
        let now = visit.now
        do {
            try await visit.work(\.customers) { [customer] in
                try $0.add(customer, email: .single, now: now)
            }
        } catch RegistryError.exists(let kind, _) {
            return .refused(form(nil, visit.form, [Self.taken(kind)]))
        }
        return visit.done(.added, at: "/admin/customers/\(customer.id)")
    }

    private func edit(_ visit: AdminVisit) async throws -> PageAnswer {
        let held = try await Self.customer(visit)
        let faults = faults(visit.form)
        guard faults.isEmpty else { return .refused(form(held, visit.form, faults)) }
        let (submitted, now) = (visit.form, visit.now)
        do {
            try await visit.work { registry in
                try registry.together { registry in
                    guard var customer = try registry.customers.find(held.id),
                        customer.deletedAt == nil
                    else { throw Problem.missing(.customer) }
                    guard Self.version(customer) == submitted["version"] else {
                        throw PageProblem.outdated(submitted)
                    }
                    customer.name = submitted["name"] ?? ""
                    customer.email = submitted["email"]
                    customer.externalID = submitted["external"]
                    try registry.customers.replace(customer, email: .single, now: now)
                }
            }
        } catch RegistryError.exists(let kind, _) {
            return .refused(form(held, visit.form, [Self.taken(kind)]))
        }
        return visit.done(.changed, at: "/admin/customers/\(held.id)")
    }

    private static func taken(_ kind: RecordKind) -> FieldFault {
        kind == .email
            ? FieldFault(field: "email", detail: "Another customer has this address.")
            : FieldFault(field: "external", detail: "Another customer has this id.")
    }

    private func deletion(_ customer: CustomerRecord) -> PageBody {
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "The customer's licenses stay as they are, also on devices that are offline. Revoke them first, if they are to end.",
            "The customer is signed out of the portal, and cannot sign in again by e-mail.",
            "Name, e-mail address, external id and metadata are erased here; lists then say “a deleted customer”. License files and messages that were sent, backups and the audit log keep what they say.",
            "This cannot be undone.",
        ])
        var form = PageForm(
            "/admin/customers/\(customer.id)/delete", submit: "Delete this customer")
        form.makeGrave()
        form.cancel = "/admin/customers/\(customer.id)"
        section.form = form
        var page = PageBody(
            "Delete \(customer.name.isEmpty ? "this customer" : customer.name)", [section])
        page.trail = AdminNavigation.trail(("/admin/customers", "Customers"))
        return page
    }
}
