import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The batches that were ordered lately, so that one finds again what one has left.
enum BatchTable {
    private static let shown = 20

    /// A part of a page; none where there was no batch.
    static func section(_ visit: AdminVisit) async throws -> [PageSection] {
        let organization = visit.organization.id
        let (orders, benefits) = try await visit.work { registry in
            (
                try registry.issuance.batches.orders(of: organization, limit: Self.shown),
                try registry.benefits.all(of: organization)
            )
        }
        guard !orders.isEmpty else { return [] }
        var section = PageSection("Minted from CSV")
        section.table = PageTable(
            "Batches", ["Begun!", "Benefit", "Keys#", "Of#", "State"],
            orders.map { order in
                [
                    .link(order.issuedAt, BatchPageRoutes.path(order.id)),
                    .text(benefits.name(of: order.benefit) ?? "–"),
                    .number(order.mintedRows), .number(order.rowCount), .badge(order.badge),
                ]
            }, empty: "None.")
        return [section]
    }
}

extension BatchOrder {
    /// How it is, in a word.
    var badge: Badge {
        if finishedAt != nil {
            return mintedRows == rowCount ? Badge("done", .good) : Badge("given up", .neutral)
        }
        switch halt {
        case nil: return Badge("under way", .neutral)
        case .unconfirmed?: return Badge("to be confirmed", .warning)
        case .byHand?, .row?: return Badge("stopped", .warning)
        }
    }
}
