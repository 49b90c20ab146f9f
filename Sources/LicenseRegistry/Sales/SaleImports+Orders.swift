public import LicenseVerifier
import SQLDatabase

extension SaleImports {
    /// Keeps a list until somebody confirms it, and then until each item is taken.
    public func order(
        _ order: ImportOrder, items: [[UInt8]]
    ) throws(RegistryError) {
        try transactions.change(at: order.createdAt) { (change) throws(RegistryError) in
            try ImportOrderChanges(change).begin(order, items)
        }
    }

    /// A list by its id.
    public func order(_ id: ImportOrderID) throws(RegistryError) -> ImportOrder? {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.row(ImportOrder.self, "\(ImportOrder.selection) WHERE id = $1", [.id(id)])
        }
    }

    /// An organization's newest lists.
    public func orders(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [ImportOrder] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                ImportOrder.self,
                """
                \(ImportOrder.selection) WHERE organization_id = $1
                ORDER BY created_at DESC, id LIMIT $2
                """, [.id(organization), .integer(Int64(limit))])
        }
    }

    /// The lists of which items are to be taken now, the oldest first.
    public func ordersUnderWay() throws(RegistryError) -> [ImportOrder] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                ImportOrder.self,
                """
                \(ImportOrder.selection) WHERE finished_at IS NULL AND confirmed_at IS NOT NULL
                ORDER BY created_at, id LIMIT 100
                """)
        }
    }

    /// The next items of a list, by their numbers.
    public func items(
        of id: ImportOrderID, limit: Int
    ) throws(RegistryError) -> [(number: Int64, body: [UInt8])] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                """
                SELECT number, body FROM import_item WHERE order_id = $1 ORDER BY number LIMIT $2
                """, [.id(id), .integer(Int64(limit))]
            ) { (row) throws(SQLError) in
                (try row.integer("number"), try row["body"])
            }
        }
    }

    /// The items of a list that could not be taken, the first ones.
    public func faults(
        of id: ImportOrderID, limit: Int
    ) throws(RegistryError) -> [ImportOrder.Fault] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                ImportOrder.Fault.self,
                """
                SELECT number, sentence FROM import_fault WHERE order_id = $1
                ORDER BY number LIMIT $2
                """, [.id(id), .integer(Int64(limit))])
        }
    }

    /// Lets the items of a list be taken from now on.
    public func confirm(_ id: ImportOrderID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ImportOrderChanges(change).confirm(id)
        }
    }

    /// Notes what became of the next items, which are forgotten then.
    public func advance(
        _ order: ImportOrder, by count: Int, _ tally: ImportOrder.Tally, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ImportOrderChanges(change).advance(order, by: Int64(count), tally)
        }
    }

    /// Finishes a list without the items that are left.
    public func giveUp(_ id: ImportOrderID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ImportOrderChanges(change).giveUp(id)
        }
    }

    /// Gives up lists that nobody has confirmed since a moment.
    public func giveUpUnconfirmed(since moment: Timestamp, now: Timestamp) throws(RegistryError) {
        let ids = try transactions.read { (reading) throws(RegistryError) in
            try reading.values(
                ImportOrderID.self,
                """
                SELECT id FROM import_order
                WHERE finished_at IS NULL AND confirmed_at IS NULL AND created_at < $1
                """, [.time(moment)])
        }
        for id in ids { try giveUp(id, now: now) }
    }
}
