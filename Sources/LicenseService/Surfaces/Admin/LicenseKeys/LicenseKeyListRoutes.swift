import CBOR
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The list of license keys: searched, filtered, paged.
struct LicenseKeyListRoutes: Sendable {
    static let pageSize = 50
    /// How many keys one page looks through for those that are over their limit.
    private static let mostLookedThrough = 2000

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys", .licensesRead) { visit in
            do {
                return .page(try await page(visit, try await licenses(visit), []))
            } catch let wrong as FilterFaults {
                return .refused(try await page(visit, Found(), wrong.faults))
            }
        }
    }

    private func page(
        _ visit: AdminVisit, _ found: Found,
        _ faults: [FieldFault]
    ) async throws -> PageBody {
        let query = visit.query
        let organization = visit.organization.id
        let (benefits, offered) = try await visit.work(\.benefits) {
            (try $0.all(of: organization), Set(try $0.offered(by: organization).map(\.id)))
        }
        var page = PageBody("License keys")
        page.show(faults)
        if visit.caller.allows(.licensesWrite) {
            page.actions = LinkList([
                LinkList.Item(
                    href: "/admin/keys/mint", text: "Mint a key", linkClass: "button primary"),
                LinkList.Item(href: "/admin/keys/import", text: "Mint from CSV"),
                LinkList.Item(href: ImportPageRoutes.path, text: "Import from a shop"),
                LinkList.Item(
                    href: "/admin/keys/export?\(Self.queryString(query, without: ["after"]))",
                    text: "Export CSV"),
            ])
        }
        var section = PageSection()
        section.form = filters(query, benefits, offered, faults)
        var table = LicenseTable(now: visit.now, benefits: benefits).table(
            found.licenses,
            empty: found.isCutShort
                ? "None of them is over its limit."
                : query.fields.contains { !$0.value.isEmpty }
                    ? "No license key matches. Names, e-mail addresses and device labels are found by their beginning; keys whole or by the end that lists show, such as E304DA; ids only whole."
                    : "There are no license keys yet. Mint the first one, or let a sale mint it.")
        if found.isCutShort {
            page.intro =
                "\(Self.mostLookedThrough.grouped) keys with several devices were looked through for this page. The next page looks through the ones after them."
        }
        if let next = found.next {
            table.nextPage = "/admin/keys?\(Self.queryString(query, after: "\(next)"))"
        }
        if query["after"] != nil {
            table.firstPage = "/admin/keys?\(Self.queryString(query, after: nil))"
        }
        section.table = table
        page.sections = [section]
        return page
    }

    private static let states =
        [
            (value: "", text: "Any")
        ] + [LicenseState.granted, .disabled, .revoked].map { (value: "\($0)", text: $0.words) }
    private static let endings = [
        (value: "", text: "Any time"), ("30", "Within 30 days"), ("90", "Within 90 days"),
        ("past", "Has ended"),
    ]
    private static let silences = [
        (value: "", text: "Any time"), ("30", "30 days"), ("90", "90 days"), ("365", "365 days"),
    ]
    private static let orders = [
        (value: "newest", text: "Newest first"), ("oldest", "Oldest first"),
        ("ending", "Ending first"),
    ]

    private func filters(
        _ query: SubmittedForm, _ benefits: [Benefit], _ offered: Set<BenefitID>,
        _ faults: [FieldFault]
    ) -> PageForm {
        let kinds = benefits.map { benefit in
            let isSold = offered.contains(benefit.id)
            return (value: "\(benefit.id)", text: "\(benefit.name)\(isSold ? "" : " (deleted)")")
        }
        let fields: [FormField] = [
            .input(
                "q", "Search", query.raw("q"), type: "search",
                hint:
                    "Key, id, the end of a key such as E304DA, or the beginning of a name, e-mail address or device label"
            ),
            .select("state", "State", Self.states, chosen: query["state"]),
            .select(
                "benefit", "Benefit", [(value: "", text: "Any")] + kinds, chosen: query["benefit"]),
            .select("ending", "Ending", Self.endings, chosen: query["ending"]),
            .input(
                "until", "Ending before", query.raw("until"), type: "date",
                hint: "The first day that is too late, in UTC"),
            .input(
                "customer", "Customer", query.raw("customer"),
                hint: "The id here, or your own (external) id"),
            .select("order", "Order", Self.orders, chosen: query["order"] ?? "newest"),
            .select(
                "not-seen", "A device not seen for", Self.silences, chosen: query["not-seen"],
                hint: "Of good licenses; devices that hold a seat"),
            .check("over", "Over the device limit", query.isChecked("over")),
        ]
        var form = PageForm.query(
            "/admin/keys", fields.map { $0.completed(faults) }, submit: "Search")
        // What no field shows is kept all the same.
        form.hiddenFields = ["batch"].compactMap { name in
            query[name].map { PageForm.HiddenField(hiddenName: name, hiddenValue: $0) }
        }
        return form
    }

    static func queryString(_ query: SubmittedForm, after: String?) -> String {
        let rest = queryString(query, without: ["after"])
        guard let after else { return rest }
        return (rest.isEmpty ? "" : "\(rest)&") + "after=\(after)"
    }

    /// What was asked, but for some of it, and for what was just done.
    static func queryString(_ query: SubmittedForm, without names: Set<String>) -> String {
        query.fields.filter {
            !names.contains($0.name) && $0.name != "done" && !$0.value.isEmpty
        }.map { field in
            "\(PercentEncoding.encoded(field.name))=\(PercentEncoding.encoded(field.value))"
        }.joined(separator: "&")
    }

    /// What a query asks for; throws what of it cannot be read.
    static func search(_ visit: AdminVisit) async throws -> LicenseSearch {
        var filter = PageFilter(visit.query)
        var search = LicenseSearch(organization: visit.organization.id)
        let now = visit.now
        search.state = filter.choice("state") { LicenseState(named: $0) }
        search.benefit = filter.choice("benefit") { BenefitID(inAnyForm: $0) }
        let customer = filter.text("customer")
        search.batch = filter.choice("batch") { BatchID($0) }
        search.order = filter.choice("order") { LicenseSearch.Order(rawValue: $0) } ?? .newest
        search.isOverLimit = visit.query.isChecked("over")
        if visit.query["ending"] == "past" {
            // What ends at this moment has ended.
            search.endingBefore = now + .seconds(1)
        } else if let days = filter.days("ending") {
            search.endingFrom = now
            search.endingBefore = now + .seconds(days * 86_400)
        }
        if let until = filter.date("until") {
            search.endingBefore = min(search.endingBefore ?? .max, until)
        }
        search.unseenSince = filter.days("not-seen").map { now - .seconds($0 * 86_400) }
        let text = filter.text("q")
        try filter.check()
        if let customer { search.customer = try await self.customer(customer, visit) }
        guard let text else { return search }
        if let id = LicenseID(IDOfAnyKind.uuid(text) ?? text) {
            search.id = id
        } else if let ending = KeyEnding(text) {
            search.ending = ending
        } else if let found = try await visit.admin.keys.license(
            text, of: visit.organization.id, for: .authenticated)
        {
            search.id = found.claims.license
        } else {
            try await checkBreadth(of: text, visit)
            search.beginning = text
            try await takeEnding(text, visit, &search)
        }
        return search
    }

    /// The customer whom an id means, be it ours or the vendor's own.
    private static func customer(_ text: String, _ visit: AdminVisit) async throws -> CustomerID {
        if let id = CustomerID(inAnyForm: text) { return id }
        let organization = visit.organization.id
        let found = try await visit.work(\.customers) {
            try $0.find(external: text, of: organization)
        }
        guard let found else {
            throw FilterFaults(faults: [
                FieldFault(
                    field: "customer",
                    detail:
                        "No customer has this id. To look for a name or an e-mail address, use the search."
                )
            ])
        }
        return found.id
    }

    /// Refuses a beginning that means so much that a part of it would pass for all.
    private static func checkBreadth(of text: String, _ visit: AdminVisit) async throws {
        let organization = visit.organization.id
        let isTooBroad = try await visit.work(\.licenses) {
            try $0.isTooBroad(text, of: organization)
        }
        guard isTooBroad else { return }
        throw FilterFaults(faults: [
            FieldFault(
                field: "q",
                detail:
                    "More than \(LicenseSearch.mostMatches.grouped) customers or devices begin so. Write more of the name, or look for the customer under Customers."
            )
        ])
    }

    /// Looks for the end of a key instead, as people copy it, where nothing begins with a text.
    private static func takeEnding(
        _ text: String, _ visit: AdminVisit, _ search: inout LicenseSearch
    ) async throws {
        guard let ending = KeyEnding(bare: text) else { return }
        let (known, now) = (search, visit.now)
        let found = try await visit.work { try $0.licenses.search(known, limit: 1, now: now) }
        guard found.isEmpty else { return }
        search.beginning = nil
        search.ending = ending
    }

    /// What a page shows, and after which license the next one begins.
    private struct Found {
        var licenses: [LicenseDetails] = []
        var next: LicenseID?
        /// Whether the page ends before all were looked through.
        var isCutShort = false
    }

    private func licenses(_ visit: AdminVisit) async throws -> Found {
        let search = try await Self.search(visit)
        let after = visit.query["after"].flatMap { LicenseID($0) }
        let now = visit.now
        // What the limit is stands in the signed license alone.
        let limit = search.isOverLimit ? Self.mostLookedThrough : Self.pageSize
        let all = try await visit.work(\.licenses) {
            try $0.search(search, after: after, limit: limit + 1, now: now)
        }
        let looked = all.prefix(limit)
        let found = search.isOverLimit ? looked.filter(\.isOverLimit) : Array(looked)
        let shown = Array(found.prefix(Self.pageSize))
        if found.count > shown.count {
            return Found(licenses: shown, next: shown.last?.claims.license)
        }
        guard all.count > limit else { return Found(licenses: shown) }
        return Found(
            licenses: shown, next: looked.last?.claims.license, isCutShort: search.isOverLimit)
    }
}

extension LicenseDetails {
    /// Whether more seats are taken than there are.
    var isOverLimit: Bool {
        if case .seats(let limit) = claims.activationLimit { seatsTaken > limit } else { false }
    }
}

/// License keys as a table.
struct LicenseTable: Sendable {
    let now: Timestamp
    let benefits: [Benefit]

    func table(_ licenses: [LicenseDetails], empty: String) -> PageTable {
        PageTable(
            "License keys", ["Key!", "Customer", "Benefit", "State", "Devices#", "Ends", "Issued"],
            licenses.map { license in
                [
                    .link(
                        LicenseKey.masked(license.text), "/admin/keys/\(license.claims.license)"),
                    license.customer.cell,
                    .text(name(of: license.claims.benefit)),
                    .badge(license.badge(at: now)),
                    .text(license.seatsText),
                    .time(license.end),
                    .time(license.createdAt),
                ]
            }, empty: empty)
    }

    private func name(of benefit: BenefitID) -> String {
        benefits.name(of: benefit) ?? "deleted"
    }
}
