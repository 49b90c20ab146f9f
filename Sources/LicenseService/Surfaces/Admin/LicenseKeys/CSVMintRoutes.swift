import COSE
import CSV
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
    private static let known = ["name", "email", "end", "seats", "units"]
    /// What the same columns are called where keys are minted at a terminal, and in spreadsheets.
    private static let others = [
        "customer": "name", "lifetime": "end", "activations": "seats", "usage": "units",
        "e_mail": "email", "mail": "email", "email_address": "email", "e_mail_address": "email",
    ]

    /// The column of a name in whatever case and words; nil for one that is unknown.
    private static func column(_ name: String) -> String? {
        let plain = TableHeader.plain(name)
        return known.contains(plain) ? plain : others[plain]
    }

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesWrite) { visit in
            .page(try await page(visit, visit.query, []))
        }
        let limit = 4_194_304
        table.act(Self.path, .licensesWrite, upTo: limit) { visit in try await order(visit) }
    }

    private func page(
        _ visit: AdminVisit, _ typed: SubmittedForm, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let kinds = try await visit.mintableBenefits().map {
            (value: "\($0.id)", text: "\($0.name)")
        }
        let fields: [FormField] = [
            .select("benefit", "Benefit", kinds, chosen: typed["benefit"]),
            .area(
                "csv", "Rows", typed.raw("csv"), rows: 8,
                hint:
                    "The first line names the columns: any of name, email, end, seats, units. Commas, semicolons or tabs between fields; up to 10,000 rows."
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
            "Nothing is minted before you have seen the rows. Keys that another shop has sold are imported on a page of their own."
        page.trail = AdminNavigation.trail(("/admin/keys", "License keys"))
        page.show(faults)
        return page
    }

    /// What every row asks for.
    private struct Order {
        let benefit: Benefit
        /// The text or file as it came.
        let content: [UInt8]
        let drafts: [MintDraft]
        /// What is wrong, by the rows as a spreadsheet numbers them.
        let faults: [(row: Int, text: String)]

        /// What it was read from, as a digest: the same rows for the same benefit have one.
        var input: [UInt8] { SHA256.digest(of: benefit.id.bytes + content) }

        init(_ benefit: Benefit, _ content: [UInt8], _ table: TextTable, now: Timestamp) {
            self.benefit = benefit
            self.content = content
            var (drafts, faults) = ([MintDraft](), [(row: Int, text: String)]())
            for row in table.rows {
                do throws(TableFault) {
                    let cells = try table.header.cells(of: row.record)
                    let form = SubmittedForm(fields: cells.map { ($0.column, $0.text) })
                    let draft = MintDraft(form, benefit, now: now)
                    faults += draft.faults.map { (row.number, "\($0.field): \($0.detail)") }
                    drafts.append(draft)
                } catch {
                    faults.append((row.number, "\(error); \(error.nextStep)".asSentence))
                }
            }
            (self.drafts, self.faults) = (drafts, faults)
        }
    }

    private enum Reading {
        case order(Order)
        case fault(FieldFault)
    }

    private func read(_ visit: AdminVisit) async throws -> Reading {
        let form = visit.form
        let id = form["benefit"].flatMap { BenefitID($0) }
        guard let benefit = try await visit.mintableBenefits().first(where: { $0.id == id }) else {
            return .fault(FieldFault(field: "benefit", detail: "Choose a benefit."))
        }
        let file = form.files["file"].flatMap { $0.content.isEmpty ? nil : $0.content }
        let content = file ?? Array(form.raw("csv").utf8)
        let field = file == nil ? "csv" : "file"
        let table: TextTable
        do throws(TableFault) {
            table = try TextTable(content, known: Self.column)
        } catch {
            var detail = "\(error); \(error.nextStep)".asSentence
            if case .unknownColumns = error {
                detail += " Use only \(Self.known.joined(separator: ", "))."
            }
            return .fault(FieldFault(field: field, detail: detail))
        }
        guard !table.rows.isEmpty else {
            return .fault(
                FieldFault(
                    field: field, detail: "Give a first line with names of columns, and rows."))
        }
        guard table.rows.count <= Self.maxRows else {
            return .fault(FieldFault(field: field, detail: "Use at most 10,000 rows at once."))
        }
        return .order(Order(benefit, content, table, now: visit.now))
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
            try await visit.work(\.issuance.batches) { batches in
                try batches.order(
                    id, of: benefit, rows: rows, input: input, now: now)
            }
            return .redirect(Redirect(to: BatchPageRoutes.path(id)))
        }
    }

    /// The form as it is sent back: without a text that would make a page of many kilobytes.
    private static func shown(_ form: SubmittedForm) -> SubmittedForm {
        var form = form
        if ShownText.bytes(of: form.raw("csv")) > ShownText.maxBytes { form.set("csv", "") }
        return form
    }

    private func mistakes(_ order: Order, _ visit: AdminVisit) async throws -> PageBody {
        var typed = visit.form
        // A file in another encoding is still where it came from.
        let text = String(validating: order.content, as: UTF8.self) ?? ""
        typed.set("csv", text)
        typed = Self.shown(typed)
        let isShown = !text.isEmpty && typed.raw("csv") == text
        var page = try await page(visit, typed, [])
        page.pageNotice = Notice(
            "\(counted(order.faults.count, "mistake")) in the rows. Nothing was minted.",
            isShown ? nil : "The table is not shown here: correct it where it came from.",
            .danger)
        var section = PageSection(
            "Mistakes", order.faults.count > 100 ? "The first 100 of them." : nil)
        section.table = PageTable(
            "Mistakes", ["Row#", "What is wrong"],
            order.faults.prefix(100).map { [.number($0.row), .text($0.text)] }, empty: "None.")
        page.sections.insert(section, at: 0)
        return page
    }
}
