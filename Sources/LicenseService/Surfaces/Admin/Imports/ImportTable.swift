import LicenseRegistry

/// The lists that were uploaded lately, so that one finds again what one has left.
enum ImportTable {
    private static let shown = 20

    /// A part of a page; none where there was no list.
    static func section(_ visit: AdminVisit) async throws -> [PageSection] {
        let organization = visit.organization.id
        let orders = try await visit.work { registry in
            try registry.sales.imports.orders(of: organization, limit: Self.shown)
        }
        guard !orders.isEmpty else { return [] }
        var section = PageSection("Imported before")
        section.table = PageTable(
            "Lists", ["Uploaded!", "Shop", "Done#", "Of#", "Refused#", "State"],
            orders.map { order in
                [
                    .link(order.createdAt, ImportOrderRoutes.path(order.id)),
                    .text(order.shop.title), .number(order.done), .number(order.itemCount),
                    .number(order.refused), .badge(order.badge),
                ]
            }, empty: "None.")
        return [section]
    }
}

extension ImportOrder {
    /// How it is, in a word.
    var badge: Badge {
        if finishedAt != nil {
            return done == itemCount ? Badge("done", .good) : Badge("given up", .neutral)
        }
        return confirmedAt == nil
            ? Badge("to be confirmed", .warning) : Badge("under way", .neutral)
    }
}
