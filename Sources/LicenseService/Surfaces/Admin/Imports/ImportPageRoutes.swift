import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// License keys that another shop has sold, uploaded as that shop lists them: shown before anything is
/// taken, and then worked off by a job, by the same code as `latchkeyd import`.
struct ImportPageRoutes: Sendable {
    static let path = "/admin/keys/foreign"
    static let maxItems = 5000

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesWrite) { visit in
            .page(try await page(visit, visit.query, []))
        }
        table.act(Self.path, .licensesWrite, upTo: 8_388_608) { visit in try await order(visit) }
    }

    private func page(
        _ visit: AdminVisit, _ typed: SubmittedForm, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let shops = ShopMessage.Shop.allCases.map { (value: $0.name, text: $0.title) }
        let kinds = try await visit.mintableBenefits().map {
            (value: "\($0.id)", text: "\($0.name)")
        }
        let fields: [FormField] = [
            .select("shop", "Shop", shops, chosen: typed["shop"]),
            .file(
                "file", "What its API lists", accepts: ".json,.jsonl,.txt,application/json",
                hint:
                    "One JSON document, or one on each line: pages, arrays or single keys. The benefits or products first, then the keys, then instances and customers. Up to 5,000 items."
            ),
            .area(
                "mapping", "Which of its ids become which benefits", typed.raw("mapping"), rows: 4,
                hint:
                    "One pair on each line, such as 1c285b2d-6ce6-4bc7-b8be-adb6a7e304da=pro. Empty where all become the same."
            ),
            .select(
                "benefit", "All others become",
                [(value: "", text: "nothing: refuse them")] + kinds, chosen: typed["benefit"]),
        ]
        var form = PageForm(
            Self.path, fields.map { $0.completed(faults) }, submit: "Show what would be imported")
        form.enctype = "multipart/form-data"
        form.cancel = "/admin/keys"
        var section = PageSection()
        section.form = form
        let lists = try await ImportTable.section(visit)
        var page = PageBody("Import keys from another shop", [section] + lists)
        page.intro =
            "Nothing is imported before you have seen what would be. Keys, ids and activated devices stay as they are, so that shipped apps go on."
        page.trail = AdminNavigation.trail(("/admin/keys", "License keys"))
        page.show(faults)
        return page
    }

    private func order(_ visit: AdminVisit) async throws -> PageAnswer {
        let form = visit.form
        let known = try await visit.mintableBenefits()
        var faults: [FieldFault] = []
        let shop = form["shop"].flatMap { ShopMessage.Shop(named: $0) }
        if shop == nil { faults.append(FieldFault(field: "shop", detail: "Choose a shop.")) }
        let mapping = BenefitMapping(form.raw("mapping"), among: known)
        if mapping.map({ mapping in
            !mapping.benefits.values.allSatisfy { id in known.contains { $0.id == id } }
        }) ?? true {
            faults.append(
                FieldFault(
                    field: "mapping",
                    detail: "Write an id, = and a benefit’s name or id on each line."))
        }
        let other = form["benefit"].flatMap { BenefitID($0) }
        if form["benefit"] != nil, !known.contains(where: { $0.id == other }) {
            faults.append(FieldFault(field: "benefit", detail: "Choose a benefit."))
        }
        let (items, fault) = items(form.files["file"]?.content ?? [], of: shop)
        if let fault { faults.append(FieldFault(field: "file", detail: fault)) }
        guard faults.isEmpty, let shop, let mapping else {
            return .refused(try await page(visit, form, faults))
        }
        let pairs = shop == .polar ? mapping.keepingIDs(of: known) : mapping
        let order = ImportOrder(
            .random(), of: visit.organization.id, from: shop, mapping: pairs.text,
            otherBenefit: other, actor: visit.caller.name, itemCount: items.count, at: visit.now)
        try await visit.work { registry in
            try registry.sales.imports.order(order, items: items.map(\.encoded))
        }
        return .redirect(Redirect(to: ImportOrderRoutes.path(order.id)))
    }

    /// The items of a file, or what is wrong with it.
    private func items(
        _ content: [UInt8], of shop: ShopMessage.Shop?
    ) -> (items: [JSON], fault: String?) {
        guard !content.isEmpty else {
            return ([], "Choose the file with what the shop lists.")
        }
        let items: [JSON]
        do throws(ForeignFault) {
            items = try ForeignList.items(ReceivedText.withoutMark(content))
        } catch {
            return ([], "\(error)".asSentence)
        }
        guard !items.isEmpty else { return ([], "The list is empty.") }
        guard items.count <= Self.maxItems else {
            return ([], "Use at most 5,000 items at once, or latchkeyd import.")
        }
        if let shop, ForeignSurvey(shop, items: items).organizations.count > 1 {
            return ([], "The list has keys of several organizations. List those of one.")
        }
        return (items, nil)
    }
}
