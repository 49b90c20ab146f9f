import LicenseRegistry
import LicenseVerifier

/// How fresh is what devices go by: lists and trust bundle, and what is in the way of newer ones.
struct FreshnessTable {
    private static let mostLists = 10

    let visit: AdminVisit

    init(_ visit: AdminVisit) {
        self.visit = visit
    }

    private var now: Timestamp { visit.now }

    var section: PageSection {
        let lists = visit.admin.lists.all(of: visit.organization.id)
        var section = PageSection(
            "Lists and bundle",
            lists.isEmpty ? "No list is published yet: the first license brings it." : nil)
        section.table = PageTable(
            "Lists and bundle", ["What", "Number#", "Signed", "Next by", "State"],
            lists.prefix(Self.mostLists).map(row) + bundleRows, empty: "Nothing is handed out yet.")
        if visit.caller.allows(.organizationsRead) {
            section.buttons = LinkList([LinkList.Item(href: "/admin/trust", text: "Trust")])
        }
        return section
    }

    private func row(_ list: ServedList) -> [Cell] {
        let claims = list.claims
        let isHeldBack = visit.admin.lists.isHeldBack(
            StatusListID(claims.organization, claims.shard))
        let next = claims.issuedAt + claims.timeToLive
        return [
            .text("Status list \(claims.shard)"), .number(claims.sequence),
            .time(claims.issuedAt), .time(next),
            isHeldBack
                ? .badge(
                    Badge("held back", .danger),
                    note:
                        "Too many licenses would be valid again at once. If that is right: latchkeyd lists confirm-shrink."
                ) : .badge(state(next: next, end: claims.expiresAt)),
        ]
    }

    /// The bundle that is handed out, and one that is to take its place.
    private var bundleRows: [[Cell]] {
        let organization = visit.organization.id
        let served = visit.admin.trust.content(of: organization)?.bundle
        let waiting = visit.admin.trust.waiting(of: organization)
        return [(served, false), (waiting, true)].compactMap { bundle, waits in
            guard let bundle, bundle.organization == organization else { return nil }
            return [
                .text("Trust bundle"), .number(bundle.version), .time(bundle.issuedAt),
                .time(bundle.expiresAt),
                waits
                    ? .badge(
                        Badge("waits", .warning),
                        note: "Handed out once a status list is published that it takes.")
                    : .badge(state(next: bundle.expiresAt, end: bundle.expiresAt)),
            ]
        }
    }

    private func state(next: Timestamp, end: Timestamp) -> Badge {
        if now >= end { return Badge("too old", .danger) }
        return now < next ? Badge("fresh", .good) : Badge("overdue", .warning)
    }
}
