import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Messages of shops that changed nothing, or not what they were meant to, and what can be done.
struct MessagePageRoutes: Sendable {
    static let path = "/admin/sales/messages"
    /// As many as are kept.
    private static let most = 1000
    /// How many rows each of two tables shows, so that both fit into a page.
    private static let shownRows: Int64 = 25

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesRead) { visit in .page(try await list(visit)) }
        table.act("\(Self.path)/forget", .licensesWrite) { visit in try await forget(visit) }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let (notes, unmapped, samples) = try await visit.work { registry in
            (
                try registry.sales.notes(of: organization, limit: Self.most),
                try registry.sales.unmappedProducts(of: organization),
                try registry.sales.waitingSamples(of: organization)
            )
        }
        let mayChange = visit.caller.allows(.licensesWrite)
        var noted = PageSection("Late, strange or failed", "Kept for up to 40 days.")
        let pager = Pager(of: visit.query, size: Self.shownRows)
        var table = PageTable(
            "Messages that changed nothing",
            ["Last", "Shop", "What it is about", "State", "What to do", "Times#", "Id"]
                + (mayChange ? ["Action"] : []),
            pager.rows(of: notes).map { note in
                [
                    .time(note.receivedAt), .text(note.message.shop.title),
                    .text(note.type.isEmpty ? "nobody can tell" : note.type), .badge(note.badge),
                    .text(note.advice), .number(note.times), .code(note.message.id),
                ] + (mayChange ? [.form(Self.forgetting(note.message))] : [])
            }, empty: "Every message was understood, and came in time.")
        pager.lead(&table, of: Int64(notes.count), at: Self.path)
        noted.table = table
        var waiting = PageSection(
            "Waiting for a product",
            "Each product that nobody has mapped keeps its messages until somebody does; then they are taken."
        )
        let waitingPager = Pager("waiting", of: visit.query, size: Self.shownRows)
        var products = PageTable(
            "Products with messages that wait", ["Product", "Shop", "Messages#", "Last"],
            waitingPager.rows(of: unmapped).map { found in
                [
                    .link(
                        found.product.id, ProductPageRoutes.address(of: found.product),
                        note: ProductPageRoutes.cell(of: found.product, samples).cellNote),
                    .text(found.product.shop.title), .number(found.messages),
                    .time(found.receivedAt),
                ]
            }, empty: "No message waits.")
        waitingPager.lead(&products, of: Int64(unmapped.count), at: Self.path)
        waiting.table = products
        var page = PageBody("Messages of your shops", [noted, waiting])
        page.intro =
            "What shops have said that changed nothing here. What they say otherwise is under Sales."
        page.trail = AdminNavigation.trail(("/admin/sales", "Sales"))
        return page
    }

    private static func forgetting(_ message: ShopMessage) -> PageForm {
        .button(
            "\(path)/forget", "Forget it",
            [
                PageForm.HiddenField(hiddenName: "shop", hiddenValue: message.shop.name),
                PageForm.HiddenField(hiddenName: "message", hiddenValue: message.id),
            ])
    }

    private func forget(_ visit: AdminVisit) async throws -> PageAnswer {
        let (form, organization, now) = (visit.form, visit.organization.id, visit.now)
        guard let shop = form["shop"].flatMap({ ShopMessage.Shop(named: $0) }),
            let message = form["message"].flatMap({ ShopMessage(shop, id: $0) })
        else { throw Problem.notFound }
        try await visit.work { registry in
            try registry.sales.forgetNote(of: message, organization: organization, now: now)
        }
        return .redirect(Redirect(to: Self.path))
    }
}

extension ShopNote {
    fileprivate var badge: Badge {
        switch kind {
        case .late: Badge("came late", .neutral)
        case .undecided: Badge("gave no key yet", .warning)
        case .unreadable: Badge("cannot be read", .warning)
        case .failed: Badge("failed", .danger)
        }
    }

    /// What whoever sells can do about it.
    fileprivate var advice: String {
        switch kind {
        case .late:
            "Nothing: something newer was known of the same sale, and counts."
        case .undecided:
            "Its customer has several imported keys of the benefit, and it does not say which of them is of this sale, so no further one was made. The shop’s next event of the grant names the key; until then, see that the customer has the one that they use."
        case .unreadable:
            "Look at it in the shop by its id. If it is about a license, grant or revoke by hand; and see whether the shop’s version of webhooks is one that is supported."
        case .failed:
            "The shop sends it again until it succeeds. What stands in the way: \(code)."
        }
    }
}
