import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// One batch that was ordered: how far it is, what stopped it, and what came of it.
///
/// The page asks for itself again while keys are minted; who leaves it finds it again, as it is the
/// registry that knows how far the batch is.
struct BatchPageRoutes: Sendable {
    private static let pattern = "\(CSVMintRoutes.path)/{batch}"
    private static let reloadsAfter = 2

    static func path(_ id: BatchID) -> String { "\(CSVMintRoutes.path)/\(id)" }

    func addRoutes(to table: inout AdminRouteTable) {
        table.watch(Self.pattern, .licensesWrite) { visit in .page(try await page(visit)) }
        table.act("\(Self.pattern)/mint", .licensesWrite) { visit in
            try await act(visit, nil) { try $0.resume($1, now: $2) }
        }
        table.act("\(Self.pattern)/stop", .licensesWrite) { visit in
            try await act(visit, .stopped) { try $0.halt($1, now: $2) }
        }
        table.act("\(Self.pattern)/continue", .licensesWrite) { visit in
            try await act(visit, .continued) { try $0.resume($1, now: $2) }
        }
        table.look("\(Self.pattern)/give-up", .licensesWrite) { visit in
            .page(try await confirmation(visit))
        }
        table.act("\(Self.pattern)/give-up", .licensesWrite) { visit in
            try await act(visit, .finished) { try $0.giveUp($1, now: $2) }
        }
    }

    /// The batch of the path, and what its benefit is called; one that is gone mints no more.
    private func order(
        _ visit: AdminVisit
    ) async throws -> (order: BatchOrder, benefit: String, isGone: Bool) {
        let id = try visit.id("batch", .batch, BatchID.self)
        let organization = visit.organization.id
        let (order, benefits, offered) = try await visit.work { registry in
            (
                try registry.issuance.batches.order(id),
                try registry.benefits.all(of: organization),
                try registry.benefits.offered(by: organization)
            )
        }
        guard let order else { throw Problem.missing(.batch) }
        try visit.check(order.organization, .batch)
        return (
            order, benefits.name(of: order.benefit) ?? "a benefit that is gone",
            !offered.contains { $0.id == order.benefit }
        )
    }

    private func act(
        _ visit: AdminVisit, _ done: DoneNotice?,
        _ change: @escaping @Sendable (Batches, BatchID, Timestamp) throws -> Void
    ) async throws -> PageAnswer {
        let (id, now) = (try await order(visit).order.id, visit.now)
        try await visit.work(\.issuance.batches) { try change($0, id, now) }
        guard let done else { return .redirect(Redirect(to: Self.path(id))) }
        return visit.done(done, at: Self.path(id))
    }

    // MARK: - The page

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let (order, benefit, isGone) = try await order(visit)
        var page = PageBody("\(counted(order.rowCount, "key")) of \(benefit)")
        page.state = order.badge
        page.trail = AdminNavigation.trail(
            ("/admin/keys", "License keys"), (CSVMintRoutes.path, "From CSV"))
        if order.halt == .unconfirmed, order.finishedAt == nil {
            return try await confirm(order, benefit, on: page, visit)
        }
        page.pageNotice = notice(order, isGone: isGone, visit)
        var section = PageSection()
        section.progress = PageSection.Progress(
            progressLabel: "\(order.mintedRows.grouped) of \(order.rowCount.grouped) minted",
            progressDone: order.mintedRows, progressTotal: order.rowCount)
        let isStill = visit.query.isChecked("still")
        if order.isUnderWay {
            page.reloadsAfter = isStill ? nil : Self.reloadsAfter
            section.text =
                isStill
                ? "Minting continues while you look elsewhere."
                : "This page shows every \(Self.reloadsAfter) seconds how far it is. You may leave it: minting continues."
        }
        // To continue without the benefit would stop at the same line again.
        section.form = isGone && order.halt != nil ? nil : form(order)
        section.buttons = LinkList(links(order, isStill: isStill))
        page.sections = [section, facts(order)]
        return page
    }

    private func notice(
        _ order: BatchOrder, isGone: Bool, _ visit: AdminVisit
    ) -> Notice? {
        if order.finishedAt != nil {
            return order.mintedRows == order.rowCount
                ? Notice("All keys are minted.")
                : Notice(
                    "The rest was given up.",
                    "\(counted(order.mintedRows, "key")) of the first rows \(order.mintedRows == 1 ? "is" : "are") minted.",
                    .neutral)
        }
        switch order.halt {
        case .unconfirmed?, nil: break
        case .byHand?:
            return Notice(
                "Stopped. No more keys are minted.", "Continue, or give up the rest.", .warning)
        case .row(let row, let why)?:
            return Notice(
                "Line \(row + 1) could not be minted.",
                isGone
                    ? "\(why.asSentence) The lines before it are minted. Give up the rest, and mint them of another benefit."
                    : "\(why.asSentence) The lines before it are minted; the others wait.",
                .danger)
        }
        let issuer = visit.admin.minting.issuer(covering: order.benefit, of: order.organization)
        return issuer != nil
            ? nil
            : Notice(
                "This service has no issuing key for this benefit any more.",
                "Minting continues once a service over the same registry has it again; see the setting keys.minting.",
                .warning)
    }

    private func form(_ order: BatchOrder) -> PageForm? {
        guard order.finishedAt == nil else { return nil }
        return order.halt == nil
            ? .button("\(Self.path(order.id))/stop", "Stop")
            : .button("\(Self.path(order.id))/continue", "Continue")
    }

    private func links(_ order: BatchOrder, isStill: Bool) -> [LinkList.Item] {
        var links: [LinkList.Item] = []
        let path = Self.path(order.id)
        if order.isUnderWay {
            links.append(
                isStill
                    ? LinkList.Item(href: path, text: "Show how far it is by itself")
                    : LinkList.Item(href: "\(path)?still=yes", text: "Stop reloading this page"))
        } else if order.finishedAt == nil {
            links.append(LinkList.Item(href: "\(path)/give-up", text: "Give up the rest"))
        }
        guard order.mintedRows > 0 else { return links }
        let isDone = order.finishedAt != nil
        return links + [
            LinkList.Item(
                href: "/admin/keys/export?batch=\(order.id)&order=oldest",
                text: isDone ? "Download the keys" : "Download the keys so far",
                linkClass: isDone ? "button primary" : "button"),
            LinkList.Item(
                href: "/admin/keys?batch=\(order.id)&order=oldest", text: "Show the keys"),
        ]
    }

    private func facts(_ order: BatchOrder) -> PageSection {
        var section = PageSection("The batch")
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Ordered by", .text(order.actor)),
            PageSection.DetailList.Detail("Issued", .time(order.issuedAt)),
            order.finishedAt.map { PageSection.DetailList.Detail("Finished", .time($0)) },
            PageSection.DetailList.Detail("Id", .code("\(order.id)")),
        ])
        return section
    }

    // MARK: - Before anything is minted

    private static let shownRows = 50

    private func confirm(
        _ order: BatchOrder, _ benefit: String, on empty: PageBody, _ visit: AdminVisit
    ) async throws -> PageBody {
        let (rows, known, former) = try await visit.work { registry in
            (
                try registry.issuance.batches.rows(of: order.id, limit: Self.shownRows),
                try registry.benefits.find(order.benefit)?.benefit,
                try registry.issuance.batches.minted(
                    of: order.input, organization: order.organization)
            )
        }
        let terms = known?.terms
        var section = PageSection()
        section.form = PageForm(
            "\(Self.path(order.id))/mint", submit: "Mint \(counted(order.rowCount, "key"))")
        section.table = PageTable(
            "Rows", ["Line#", "Name", "E-mail address", "Lasts", "Devices", "Units#"],
            rows.map { row in
                let terms = terms.map { row.order.terms(over: $0) }
                return [
                    .number(row.number + 1), .text(row.order.name ?? "–"),
                    .text(row.order.email ?? "–"), .text(terms.map { "\($0.lifetime)" } ?? "–"),
                    .text(terms?.activationLimit.plainText ?? "–"),
                    .text(terms?.usageLimit.map(\.grouped) ?? "any"),
                ]
            }, empty: "No rows.")
        var discarding = PageSection(
            "Not these",
            "The rows are forgotten. So they are after a day in which nobody mints them.")
        discarding.form = PageForm.button("\(Self.path(order.id))/give-up", "Forget these rows")
        var page = empty
        page.heading = "Mint \(counted(order.rowCount, "key")) of \(benefit)?"
        page.intro =
            order.rowCount > rows.count
            ? "The first \(rows.count) rows are shown; all of them are read." : nil
        if let former {
            var notice = Notice(
                telling: "The same rows were minted on \(former.issuedAt).",
                "Minted again, they are more keys for the same customers.", .warning)
            notice.noticeLinks = LinkList([
                LinkList.Item(href: Self.path(former.id), text: "That batch")
            ])
            page.pageNotice = notice
        }
        page.sections = [section, discarding]
        return page
    }

    // MARK: - Giving up

    private func confirmation(_ visit: AdminVisit) async throws -> PageBody {
        let (order, benefit, _) = try await order(visit)
        let left = order.rowCount - order.mintedRows
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "\(counted(left, "row")) \(left == 1 ? "is" : "are") forgotten, and nothing is minted for \(left == 1 ? "it" : "them").",
            "The \(counted(order.mintedRows, "key")) that \(order.mintedRows == 1 ? "is" : "are") minted stay good.",
            "This cannot be undone; the rows can be minted from CSV once more.",
        ])
        var form = PageForm("\(Self.path(order.id))/give-up", submit: "Give up the rest")
        form.makeGrave()
        form.cancel = Self.path(order.id)
        section.form = form
        var page = PageBody(
            "Give up the rest of \(counted(order.rowCount, "key")) of \(benefit)?", [section])
        page.trail = AdminNavigation.trail(
            ("/admin/keys", "License keys"), (CSVMintRoutes.path, "From CSV"))
        return page
    }
}
