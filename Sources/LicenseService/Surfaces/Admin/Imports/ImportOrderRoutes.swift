import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// One list that was uploaded: what it would bring, how far it is, and what came of it.
struct ImportOrderRoutes: Sendable {
    private static let pattern = "\(ImportPageRoutes.path)/{order}"
    private static let reloadsAfter = 2
    private static let shownFaults = 100
    static func path(_ id: ImportOrderID) -> String { "\(ImportPageRoutes.path)/\(id)" }

    func addRoutes(to table: inout AdminRouteTable) {
        table.watch(Self.pattern, .licensesWrite) { visit in .page(try await page(visit)) }
        table.act("\(Self.pattern)/import", .licensesWrite) { visit in
            try await act(visit) { try $0.confirm($1, now: $2) }
        }
        table.act("\(Self.pattern)/give-up", .licensesWrite) { visit in
            try await act(visit) { try $0.giveUp($1, now: $2) }
        }
    }

    private func order(_ visit: AdminVisit) async throws -> ImportOrder {
        let id = try visit.id("order", .file, ImportOrderID.self)
        guard let order = try await visit.work({ try $0.sales.imports.order(id) }) else {
            throw Problem.missing(.file)
        }
        try visit.check(order.organization, .file)
        return order
    }

    private func act(
        _ visit: AdminVisit,
        _ change: @escaping @Sendable (SaleImports, ImportOrderID, Timestamp) throws -> Void
    ) async throws -> PageAnswer {
        let (id, now) = (try await order(visit).id, visit.now)
        try await visit.work { try change($0.sales.imports, id, now) }
        return .redirect(Redirect(to: Self.path(id)))
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let order = try await order(visit)
        var page = PageBody("\(counted(order.itemCount, "item")) of \(order.shop.title)")
        page.state = order.badge
        page.trail = AdminNavigation.trail(
            ("/admin/keys", "License keys"), (ImportPageRoutes.path, "Import"))
        if order.confirmedAt == nil, order.finishedAt == nil {
            return try await preview(order, on: page, visit)
        }
        page.pageNotice = notice(order, visit)
        var section = PageSection()
        section.progress = PageSection.Progress(
            progressLabel: "\(order.done.grouped) of \(order.itemCount.grouped) worked off",
            progressDone: Int(order.done), progressTotal: Int(order.itemCount))
        if order.isUnderWay {
            page.reloadsAfter = visit.query.isChecked("still") ? nil : Self.reloadsAfter
            section.text =
                "You may leave this page: the import continues, also after the service was stopped."
            section.form = .button("\(Self.path(order.id))/give-up", "Give up the rest")
            section.buttons = LinkList([
                LinkList.Item(
                    href: "\(Self.path(order.id))?still=yes", text: "Stop reloading this page")
            ])
        }
        let faults = try await visit.work {
            try $0.sales.imports.faults(of: order.id, limit: Self.shownFaults)
        }
        page.sections = [section, result(order)]
        if !faults.isEmpty { page.sections.append(refused(faults, of: order.refused)) }
        return page
    }

    private func notice(_ order: ImportOrder, _ visit: AdminVisit) -> Notice? {
        guard order.finishedAt == nil else {
            guard order.done == order.itemCount else {
                return Notice(
                    "The rest was given up.", "What was taken before stays.", .neutral)
            }
            return order.refused == 0
                ? Notice("Everything is imported.")
                : Notice(
                    "\(counted(order.refused, "item")) \(order.refused == 1 ? "was" : "were") refused; the others are imported.",
                    "Correct them in the list and upload it again: what is here stays as it is.",
                    .warning)
        }
        return visit.admin.minting.issuer(of: order.organization) != nil
            ? nil
            : Notice(
                "This service has no issuing key any more.",
                "The import continues once it has; see the setting keys.minting.", .warning)
    }

    private func result(_ order: ImportOrder) -> PageSection {
        var section = PageSection("What came of it")
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Licenses that are new", .number(order.imported)),
            PageSection.DetailList.Detail("Seats that are new", .number(order.seats)),
            order.customers > 0
                ? PageSection.DetailList.Detail("Customers", .number(order.customers)) : nil,
            PageSection.DetailList.Detail("Known before", .number(order.known)),
            PageSection.DetailList.Detail("Refused", .number(order.refused)),
            PageSection.DetailList.Detail("Uploaded by", .text(order.actor)),
            PageSection.DetailList.Detail("Uploaded", .time(order.createdAt)),
            order.finishedAt.map { PageSection.DetailList.Detail("Finished", .time($0)) },
        ])
        return section
    }

    private func refused(_ faults: [ImportOrder.Fault], of total: Int64) -> PageSection {
        var section = PageSection(
            "Refused",
            Int64(faults.count) < total ? "The first \(faults.count) of \(total.grouped)." : nil)
        section.table = PageTable(
            "Items that were refused", ["Item#", "What is wrong"],
            faults.map { [.number($0.number), .text($0.sentence.asSentence)] }, empty: "None.")
        return section
    }

    // MARK: - Before anything is imported

    /// Tries all items as the import will take them, on a copy of the registry, so that nobody waits.
    private func rehearse(
        _ order: ImportOrder, _ visit: AdminVisit
    ) async throws -> (report: ForeignImport.Report, remarks: [ImportRemark]) {
        guard let issuer = visit.admin.minting.issuer(of: order.organization) else {
            throw RegistryError.noIssuer
        }
        let (now, organization) = (visit.now, visit.organization)
        return try await visit.work { registry in
            let imports = registry.sales.imports
            let items = try imports.items(of: order.id, limit: ImportPageRoutes.maxItems)
                // What was kept has been read before.
                .map { (number: Int($0.number), value: (try? JSON(parsing: $0.body)) ?? .null) }
            let work = try ForeignImport(order).knowing(imports, order.organization)
            let remarks = work.remarks(
                on: ForeignSurvey(order.shop, items: items.map(\.value)),
                try registry.benefits.all(of: order.organization), organization)
            let scratch = try ScratchDirectory()
            defer { scratch.remove() }
            let report = try registry.tryingOut(in: scratch.path, now: now) { copy in
                var (work, report) = (work, ForeignImport.Report())
                for item in items {
                    work.take(
                        item.value, number: item.number, &report, into: copy.sales.imports,
                        issuer: issuer, now: now)
                }
                return report
            }
            return (report, remarks)
        }
    }

    private func preview(
        _ order: ImportOrder, on empty: PageBody, _ visit: AdminVisit
    ) async throws -> PageBody {
        let (report, remarks) = try await rehearse(order, visit)
        var page = empty
        page.heading = "Import \(counted(order.itemCount, "item")) of \(order.shop.title)?"
        let good = Int(order.itemCount) - report.faults.count
        var section = PageSection("What would happen")
        section.consequences = PageSection.Lines(
            lines: [
                "\(counted(report.imported, "license")) and \(counted(report.seats, "seat")) would be new here; \(report.known.grouped) \(report.known == 1 ? "is" : "are") known already and would stay.",
                report.customers > 0
                    ? "\(counted(report.customers, "customer")) would be added or completed." : nil,
                report.benefits > 0
                    ? "\(counted(report.benefits, "benefit")) would be added or completed." : nil,
                "Each gets a signed license beside the key that its holder has; both work.",
                "Nobody gets an e-mail.",
            ].compactMap(\.self) + remarks.map { "\($0)".asSentence })
        if good > 0 {
            section.form = PageForm(
                "\(Self.path(order.id))/import", submit: "Import \(counted(good, "item"))")
        }
        page.sections = [section]
        if !report.faults.isEmpty {
            page.pageNotice = Notice(
                "\(counted(report.faults.count, "item")) would be refused.",
                "The others can be imported without them.", .warning)
            page.sections.append(
                refused(
                    report.faults.prefix(Self.shownFaults).map {
                        ImportOrder.Fault(number: Int64($0.item), sentence: $0.sentence)
                    }, of: Int64(report.faults.count)))
        }
        var discarding = PageSection(
            "Not this list",
            "It is forgotten. So it is after a day in which nobody imports it.")
        discarding.form = .button("\(Self.path(order.id))/give-up", "Forget this list")
        page.sections.append(discarding)
        return page
    }
}
