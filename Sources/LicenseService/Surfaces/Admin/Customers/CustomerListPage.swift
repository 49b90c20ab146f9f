import LicenseRegistry
import LicenseVerifier

/// The list of customers: the newest first, or those whom somebody looks for.
struct CustomerListPage: Sendable {
    private static let path = "/admin/customers"
    private static let size = 50
    /// Up to which number they are counted.
    private static let mostCounted = 1000

    private let visit: AdminVisit

    init(_ visit: AdminVisit) {
        self.visit = visit
    }

    /// A part of the list, and the mark of its last one, after which the next part begins.
    private typealias Part = (customers: [CustomerRecord], next: String?)

    func answer() async throws -> PageAnswer {
        var asked = PageFilter(visit.query)
        let text = asked.text("q")
        guard asked.faults.isEmpty else {
            return .refused(try await page(([], nil), asked.faults))
        }
        return .page(try await page(try await part(text), []))
    }

    private func part(_ text: String?) async throws -> Part {
        let (organization, size) = (visit.organization.id, Self.size)
        // What marks nobody begins with the first.
        let mark = visit.query["after"]
        guard let text else {
            let last = mark.flatMap { CustomerID($0) }
            let found = try await visit.work(\.customers) {
                try $0.newest(of: organization, after: last, limit: size + 1)
            }
            let shown = Array(found.prefix(size))
            return (shown, found.count > size ? shown.last.map { "\($0.id)" } : nil)
        }
        let last = mark.flatMap { CustomerPlace(mark: $0) }
        let found = try await visit.work(\.customers) {
            try $0.found(by: text, of: organization, after: last, limit: size + 1)
        }
        let shown = found.prefix(size)
        return (shown.map(\.customer), found.count > size ? shown.last?.place.mark : nil)
    }

    private func page(_ part: Part, _ faults: [FieldFault]) async throws -> PageBody {
        let query = visit.query
        var section = PageSection()
        section.form = PageForm.query(
            Self.path,
            [
                FormField.input(
                    "q", "Search", query.raw("q"), type: "search",
                    hint: "The beginning of a name, e-mail address or external id"
                ).completed(faults)
            ], submit: "Search")
        section.table = table(part)
        var page = PageBody("Customers", [section])
        page.show(faults)
        if query["q"] == nil { page.intro = try await count() }
        if visit.caller.allows(.customersWrite) {
            page.actions = LinkList([
                LinkList.Item(
                    href: "\(Self.path)/new", text: "Add a customer",
                    linkClass: "button primary")
            ])
        }
        return page
    }

    private func table(_ part: Part) -> PageTable {
        let query = visit.query
        var table = PageTable(
            "Customers", ["Name", "E-mail address", "External id", "Since"],
            part.customers.map { customer in
                [
                    .link(
                        customer.name.isEmpty ? "no name" : customer.name,
                        "\(Self.path)/\(customer.id)"),
                    .text(customer.email ?? "–"), .text(customer.externalID ?? "–"),
                    .time(customer.createdAt),
                ]
            },
            empty: query["q"] == nil
                ? "There is no customer yet. Sales and mints add them."
                : "No customer matches. Names, e-mail addresses and external ids are found by their beginning."
        )
        let asked = LicenseKeyListRoutes.queryString(query, without: ["after"])
        table.nextPage = part.next.map {
            "\(Self.path)?\(LicenseKeyListRoutes.queryString(query, after: $0))"
        }
        if query["after"] != nil {
            table.firstPage = asked.isEmpty ? Self.path : "\(Self.path)?\(asked)"
        }
        return table
    }

    private func count() async throws -> String {
        let organization = visit.organization.id
        let count = try await visit.work(\.customers) {
            try $0.count(of: organization, upTo: Self.mostCounted + 1)
        }
        return count > Self.mostCounted
            ? "More than \(Self.mostCounted.grouped) customers" : counted(count, "customer")
    }
}

extension CustomerPlace {
    /// The place in an address.
    fileprivate var mark: String { "\(text.rawValue)-\(customer)" }

    fileprivate init?(mark: String) {
        let parts = mark.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let text = Text(rawValue: String(parts[0])),
            let customer = CustomerID(parts[1])
        else { return nil }
        self.init(text, customer)
    }
}
