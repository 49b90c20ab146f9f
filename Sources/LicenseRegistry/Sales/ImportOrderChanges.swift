import LicenseVerifier
import SQLDatabase

/// What is changed about lists that were uploaded.
struct ImportOrderChanges {
    /// How many faults are kept of one list; a list with more is another shop's.
    private static let mostFaults: Int64 = 1000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func begin(_ order: ImportOrder, _ items: [[UInt8]]) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO import_order (id, organization_id, shop, mapping, other_benefit_id,
                actor, item_count, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(order.id), .id(order.organization), .integer(order.shop.rawValue),
                .text(order.mapping), order.otherBenefit.map { .id($0) } ?? .null,
                .text(order.actor), .integer(order.itemCount), .time(order.createdAt),
            ])
        try change.run(
            "INSERT INTO import_item (order_id, number, body) VALUES ($1, $2, $3)",
            each: items.enumerated().map { index, body in
                [.id(order.id), .integer(Int64(index + 1)), .blob(body)]
            })
    }

    func confirm(_ id: ImportOrderID) throws(RegistryError) {
        try change.run(
            """
            UPDATE import_order SET confirmed_at = $2
            WHERE id = $1 AND confirmed_at IS NULL AND finished_at IS NULL
            """, [.id(id), .time(change.now)])
    }

    /// Notes what became of the next items; nothing where another node has noted it.
    func advance(
        _ order: ImportOrder, by count: Int64, _ tally: ImportOrder.Tally
    ) throws(RegistryError) {
        let changed = try change.run(
            """
            UPDATE import_order SET done = done + $3, imported = imported + $4,
                known = known + $5, seats = seats + $6, customers = customers + $7,
                refused = refused + $8,
                finished_at = CASE WHEN done + $3 = item_count THEN $9 ELSE NULL END
            WHERE id = $1 AND done = $2 AND finished_at IS NULL
            """,
            [
                .id(order.id), .integer(order.done), .integer(count), .integer(tally.imported),
                .integer(tally.known), .integer(tally.seats),
                .integer(tally.customers), .integer(Int64(tally.faults.count)), .time(change.now),
            ])
        guard changed == 1 else { return }
        try change.run(
            "DELETE FROM import_item WHERE order_id = $1 AND number <= $2",
            [.id(order.id), .integer(order.done + count)])
        let room = max(0, Self.mostFaults - order.refused)
        try change.run(
            "INSERT INTO import_fault (order_id, number, sentence) VALUES ($1, $2, $3)",
            each: tally.faults.prefix(Int(room)).map { fault in
                [.id(order.id), .integer(fault.number), .text(fault.sentence)]
            })
    }

    /// Forgets the items that are left.
    func giveUp(_ id: ImportOrderID) throws(RegistryError) {
        try change.run("DELETE FROM import_item WHERE order_id = $1", [.id(id)])
        try change.run(
            "UPDATE import_order SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
            [.id(id), .time(change.now)])
    }
}
