import CBOR
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The list of license keys: searched, filtered, paged.
struct LicenseKeyListRoutes: Sendable {
    static let pageSize = 50

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys", .licensesRead) { visit in
            .page(try await page(visit))
        }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let query = visit.query
        let organization = visit.organization.id
        let benefits = try await visit.work(\.benefits) { try $0.all(of: organization) }
        let (found, next) = try await licenses(visit)
        var page = PageBody("License keys")
        if visit.caller.allows(.licensesWrite) {
            page.actions = LinkList([
                LinkList.Item(
                    href: "/admin/keys/mint", text: "Mint a key", linkClass: "button primary"),
                LinkList.Item(href: "/admin/keys/import", text: "Mint from CSV"),
                LinkList.Item(
                    href: "/admin/keys/export?\(visit.request.uri.query ?? "")", text: "Export CSV"),
            ])
        }
        var section = PageSection()
        section.form = filters(query, benefits)
        var table = LicenseTable(now: visit.now, benefits: benefits).table(
            found,
            empty: query.fields.contains { !$0.value.isEmpty }
                ? "No license key matches. Names, e-mail addresses and device labels are found by their beginning; keys whole or by their end, such as ****-E304DA; ids only whole."
                : "There are no license keys yet. Mint the first one, or let a sale mint it.")
        if let next {
            table.nextPage = "/admin/keys?\(Self.queryString(query, after: "\(next)"))"
        }
        if query["after"] != nil {
            table.firstPage = "/admin/keys?\(Self.queryString(query, after: nil))"
        }
        section.table = table
        page.sections = [section]
        return page
    }

    private static let states = [
        (value: "", text: "Any"), ("granted", "granted"), ("disabled", "disabled"),
        ("revoked", "revoked"),
    ]
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

    private func filters(_ query: SubmittedForm, _ benefits: [Benefit]) -> PageForm {
        let kinds = benefits.map { (value: "\($0.id)", text: "\($0.name)") }
        let fields: [FormField] = [
            .input(
                "q", "Search", query.raw("q"), type: "search",
                hint:
                    "Key, id, the end of a key such as ****-E304DA, or the beginning of a name, e-mail address or device label"
            ),
            .select("state", "State", Self.states, chosen: query["state"]),
            .select(
                "benefit", "Benefit", [(value: "", text: "Any")] + kinds, chosen: query["benefit"]),
            .select("ending", "Ending", Self.endings, chosen: query["ending"]),
            .select("order", "Order", Self.orders, chosen: query["order"] ?? "newest"),
            .select(
                "not-seen", "A device not seen for", Self.silences, chosen: query["not-seen"],
                hint: "Of good licenses; devices that hold a seat"),
            .check("over", "Over the device limit", query.isChecked("over")),
        ]
        return PageForm.query("/admin/keys", fields.map { $0.completed() }, submit: "Search")
    }

    static func queryString(_ query: SubmittedForm, after: String?) -> String {
        var parts = query.fields.filter {
            $0.name != "after" && $0.name != "done" && !$0.value.isEmpty
        }
        .map { "\($0.name)=\(encoded($0.value))" }
        if let after { parts.append("after=\(after)") }
        return parts.joined(separator: "&")
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            if byte.isLetter || byte.isDigit || byte.isOne(of: "-._~") {
                return String(Unicode.Scalar(byte))
            }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// What a query asks for; nil where it names a key that there is not.
    static func search(_ visit: AdminVisit) async throws -> LicenseSearch? {
        let query = visit.query
        var search = LicenseSearch(organization: visit.organization.id)
        search.state = query["state"].flatMap { LicenseState(named: $0) }
        search.benefit = query["benefit"].flatMap { BenefitID($0) }
        search.customer = query["customer"].flatMap { CustomerID($0) }
        search.batch = query["batch"].flatMap { BatchID($0) }
        search.order = query["order"].flatMap { LicenseSearch.Order(rawValue: $0) } ?? .newest
        search.isOverLimit = query.isChecked("over")
        switch query["ending"] {
        case "past"?: search.endingBefore = visit.now
        case let days?:
            if let count = Int64(days), (1...3660).contains(count) {
                search.endingFrom = visit.now
                search.endingBefore = visit.now + .seconds(count * 86_400)
            }
        case nil: break
        }
        search.unseenSince = query["not-seen"].flatMap { Int64($0) }
            .flatMap { (1...3660).contains($0) ? visit.now - .seconds($0 * 86_400) : nil }
        guard let text = query["q"] else { return search }
        if let id = LicenseID(text) {
            search.id = id
        } else if let ending = KeyEnding(text) {
            search.ending = ending
        } else if let found = try await visit.admin.keys.license(
            text, of: visit.organization.id, for: .authenticated)
        {
            search.id = found.claims.license
        } else {
            search.beginning = text
        }
        return search
    }

    private func licenses(
        _ visit: AdminVisit
    ) async throws -> (licenses: [LicenseDetails], next: LicenseID?) {
        guard let search = try await Self.search(visit) else { return ([], nil) }
        let after = visit.query["after"].flatMap { LicenseID($0) }
        let now = visit.now
        let found = try await visit.work(\.licenses) {
            try $0.search(search, after: after, limit: Self.pageSize, now: now)
        }
        let shown = search.isOverLimit ? found.filter(\.isOverLimit) : found
        return (shown, found.count == Self.pageSize ? found.last?.claims.license : nil)
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
                    .text(license.holder ?? "–"),
                    .text(name(of: license.claims.benefit)),
                    .badge(license.badge(at: now)),
                    .text(license.seatsText),
                    .time(license.end),
                    .time(license.createdAt),
                ]
            }, empty: empty)
    }

    private func name(of benefit: BenefitID) -> String {
        benefits.first { $0.id == benefit }.map { "\($0.name)" } ?? "deleted"
    }
}
