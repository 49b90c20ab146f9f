import COSE
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Many license keys of one CSV text, which becomes a batch that is shown before any key is minted.
///
/// There is no batch while there is a mistake in any row.
struct CSVMintRoutes: Sendable {
    static let path = "/admin/keys/import"
    static let maxRows = 10_000
    /// The longest text that a form shows again; a longer one is still where it came from.
    private static let maxShownBytes = 100_000
    private static let known = ["name", "email", "end", "seats", "units"]

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesWrite) { visit in
            .page(try await page(visit, visit.query, []))
        }
        let limit = 4_194_304
        table.act(Self.path, .licensesWrite, upTo: limit) { visit in try await order(visit) }
    }

    private func benefits(_ visit: AdminVisit) async throws -> [Benefit] {
        let organization = visit.organization.id
        return try await visit.work { try $0.benefits.offered(by: organization) }
            .filter { visit.admin.minting.issuer(covering: $0.id, of: organization) != nil }
    }

    private func page(
        _ visit: AdminVisit, _ typed: SubmittedForm, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let kinds = try await benefits(visit).map { (value: "\($0.id)", text: "\($0.name)") }
        let fields: [FormField] = [
            .select("benefit", "Benefit", kinds, chosen: typed["benefit"]),
            .area(
                "csv", "Rows", typed.raw("csv"), rows: 8,
                hint:
                    "The first line names the columns: any of name, email, end, seats, units. Up to 10,000 rows."
            ),
            .file("file", "Or a CSV file", accepts: ".csv,text/csv"),
        ]
        var form = PageForm(
            Self.path, fields.map { $0.completed(faults) }, submit: "Show the rows")
        form.enctype = "multipart/form-data"
        form.cancel = "/admin/keys"
        var section = PageSection()
        section.form = form
        let batches = try await BatchTable.section(visit)
        var page = PageBody("Mint keys from CSV", [section] + batches)
        page.intro =
            "Nothing is minted before you have seen the rows. Keys that were minted elsewhere are taken over with latchkeyd import or the management API."
        page.trail = AdminNavigation.trail(("/admin/keys", "License keys"))
        page.show(faults)
        return page
    }

    /// What every row asks for.
    private struct Order {
        let benefit: Benefit
        let csv: String
        let drafts: [MintDraft]

        /// What it was read from, as a digest: the same rows for the same benefit have one.
        var input: [UInt8] { SHA256.digest(of: benefit.id.bytes + Array(csv.utf8)) }

        var faults: [(row: Int, text: String)] {
            drafts.enumerated().flatMap { index, draft in
                draft.faults.map { (index + 2, "\($0.field): \($0.detail)") }
            }
        }
    }

    private enum Reading {
        case order(Order)
        case fault(FieldFault)
    }

    private func read(_ visit: AdminVisit) async throws -> Reading {
        let form = visit.form
        let id = form["benefit"].flatMap { BenefitID($0) }
        guard let benefit = try await benefits(visit).first(where: { $0.id == id }) else {
            return .fault(FieldFault(field: "benefit", detail: "Choose a benefit."))
        }
        let file = form.files["file"].flatMap { $0.content.isEmpty ? nil : $0.content }
        let text = file.map { String(decoding: $0, as: UTF8.self) } ?? form.raw("csv")
        guard let table = CSVTable(text), !table.rows.isEmpty else {
            return .fault(
                FieldFault(
                    field: "csv", detail: "Give a first line with names of columns, and rows."))
        }
        guard Set(table.columns).isSubset(of: Self.known) else {
            return .fault(
                FieldFault(
                    field: "csv",
                    detail: "Use only the columns \(Self.known.joined(separator: ", "))."))
        }
        guard table.rows.count <= Self.maxRows else {
            return .fault(FieldFault(field: "csv", detail: "Use at most 10,000 rows at once."))
        }
        guard table.rows.allSatisfy({ $0.count == table.columns.count }) else {
            return .fault(
                FieldFault(field: "csv", detail: "Give each row as many fields as the first line."))
        }
        let now = visit.now
        let drafts = table.rows.map { row in
            MintDraft(SubmittedForm(fields: Array(zip(table.columns, row))), benefit, now: now)
        }
        return .order(Order(benefit: benefit, csv: text, drafts: drafts))
    }

    private func order(_ visit: AdminVisit) async throws -> PageAnswer {
        switch try await read(visit) {
        case .fault(let fault):
            return .refused(try await page(visit, Self.shown(visit.form), [fault]))
        case .order(let order):
            guard order.faults.isEmpty else {
                return .refused(try await mistakes(order, visit))
            }
            let (now, id, input) = (visit.now, BatchID.random(), order.input)
            let (benefit, rows) = (order.benefit.id, order.drafts.map(\.order))
            try await visit.work { registry in
                try registry.batches.order(id, of: benefit, rows: rows, input: input, now: now)
            }
            return .redirect(Redirect(to: BatchPageRoutes.path(id)))
        }
    }

    /// The form as it is sent back: without a text that would make a page of many kilobytes.
    private static func shown(_ form: SubmittedForm) -> SubmittedForm {
        var form = form
        if form.raw("csv").utf8.count > maxShownBytes { form.set("csv", "") }
        return form
    }

    private func mistakes(_ order: Order, _ visit: AdminVisit) async throws -> PageBody {
        var typed = visit.form
        typed.set("csv", order.csv)
        typed = Self.shown(typed)
        let isShown = typed.raw("csv") == order.csv
        var page = try await page(visit, typed, [])
        page.pageNotice = Notice(
            "\(counted(order.faults.count, "mistake")) in the rows. Nothing was minted.",
            isShown ? nil : "The text is too long to be shown here: correct it where it came from.",
            .danger)
        var section = PageSection("Mistakes")
        section.table = PageTable(
            "Mistakes", ["Line#", "What is wrong"],
            order.faults.prefix(100).map { [.number($0.row), .text($0.text)] }, empty: "None.")
        page.sections.insert(section, at: 0)
        return page
    }
}
