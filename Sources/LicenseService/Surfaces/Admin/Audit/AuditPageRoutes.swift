import CBOR
import COSE
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// The log of all changes: filtered, verified.
struct AuditPageRoutes: Sendable {
    private static let pageSize = 50

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/audit", .auditRead) { visit in
            try check(visit.caller)
            do {
                let filter = try Self.filter(visit.query)
                return .page(try await page(visit, filter, []))
            } catch let wrong as FilterFaults {
                return .refused(try await page(visit, nil, wrong.faults))
            }
        }
        table.look("/admin/audit/export", .auditRead) { visit in .file(try await export(visit)) }
        table.act("/admin/audit/verify", .auditRead) { visit in .page(try await verify(visit)) }
    }

    /// The log covers all organizations.
    private func check(_ caller: AdminCaller) throws(Problem) {
        guard caller.reach == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot read the audit log, which covers all",
                nextStep: "use a token that belongs to no organization")
        }
    }

    /// - Parameter filter: nil for one that cannot be read, so that nothing is shown.
    private func page(
        _ visit: AdminVisit, _ filter: AuditFilter?, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let query = visit.query
        let before = query["before"].flatMap { Int64($0) }
        let (found, head) = try await visit.work(\.auditLog) { log in
            (
                try filter.map {
                    try log.newest(matching: $0, before: before, limit: Self.pageSize + 1)
                } ?? [], try log.newest(limit: 1).first
            )
        }
        let records = Array(found.prefix(Self.pageSize))
        var section = PageSection()
        section.form = filters(query, faults)
        var table = AuditTable.table(records, empty: "No record matches.")
        let rest = query.fields.filter { $0.name != "before" && !$0.value.isEmpty }
            .map { "\($0.name)=\(PercentEncoding.encoded($0.value))&" }.joined()
        if found.count > Self.pageSize, let last = records.last {
            table.nextPage = "/admin/audit?\(rest)before=\(last.sequence)"
        }
        if before != nil { table.firstPage = "/admin/audit?\(rest)" }
        section.table = table
        section.buttons = LinkList([
            LinkList.Item(href: "/admin/audit/export?\(rest)", text: "Export what is filtered")
        ])
        var page = PageBody("Audit log", [section])
        page.show(faults)
        page.intro =
            "Every change, by whom and when. Each record carries the hash of the one before."
        var chain = PageSection("Chain")
        // The head of all records, whatever is filtered.
        if let head {
            chain.details = PageSection.DetailList([
                PageSection.DetailList.Detail("Newest record", .number(head.sequence)),
                PageSection.DetailList.Detail("Recorded", .time(head.recordedAt)),
                PageSection.DetailList.Detail("Its hash", .code(Hexadecimal.encode(head.hash))),
            ])
        }
        chain.form = PageForm("/admin/audit/verify", submit: "Verify the whole chain")
        chain.form?.submitClass = "plain"
        page.sections.append(chain)
        return page
    }

    private static func filter(_ query: SubmittedForm) throws -> AuditFilter {
        var (asked, filter) = (PageFilter(query), AuditFilter())
        filter.actor = asked.text("actor")
        filter.action = asked.text("action")
        filter.subject = asked.text("subject")
        filter.from = asked.date("from")
        filter.until = asked.date("until")
        try asked.check()
        return filter
    }

    /// What is filtered, oldest first, with the hashes that make the chain.
    private func export(_ visit: AdminVisit) async throws -> FileDownload {
        try check(visit.caller)
        return FileDownload(
            "audit.jsonl", AuditExport.mediaType,
            try await AuditExport.body(of: try Self.filter(visit.query)) { filter, after in
                try await visit.work(\.auditLog) {
                    try $0.records(matching: filter, after: after, limit: Query.maxLimit)
                }
            })
    }

    private func filters(_ query: SubmittedForm, _ faults: [FieldFault]) -> PageForm {
        let actions =
            [(value: "", text: "Any")]
            + AuditAction.allCases.map { (value: $0.rawValue, text: $0.words) }
        let fields: [FormField] = [
            .input("subject", "About", query.raw("subject"), hint: "An id"),
            .select("action", "What", actions, chosen: query["action"]),
            .input("actor", "Who", query.raw("actor")),
            .input("from", "From", query.raw("from"), type: "date"),
            .input("until", "Before", query.raw("until"), type: "date"),
        ]
        return PageForm.query("/admin/audit", fields.map { $0.completed(faults) }, submit: "Filter")
    }

    private func verify(_ visit: AdminVisit) async throws -> PageBody {
        try check(visit.caller)
        var page = PageBody("Audit log")
        page.trail = AdminNavigation.trail(("/admin/audit", "Audit"))
        do {
            let end = try await visit.work(\.auditLog) { try $0.verify() }
            page.pageNotice = Notice(
                "The chain is whole.",
                "\(counted(end.sequence, "record")); keep the last hash elsewhere, to see later that nothing was cut off."
            )
            var section = PageSection()
            section.copyable = PageSection.CopyText(
                copyID: "hash", copyLabel: "Last hash", copied: Hexadecimal.encode(end.hash),
                copyRows: 1)
            page.sections = [section]
        } catch RegistryError.auditBroken(let sequence) {
            page.pageNotice = Notice(
                "The log was changed outside this program, from record \(sequence.grouped) on.",
                "Compare it with your last export.", .danger)
        }
        return page
    }
}
