public import LicenseVerifier

/// The nodes that share the registry, and what each of them serves and signs with.
///
/// Who can write here can make a rotation of keys wait, or begin before every node is ready; devices
/// then refuse some answers until the nodes have the bundle.
public struct Nodes: Sendable {
    /// A node that was not stopped in order is taken for gone after this, whatever the clocks of
    /// machines say within a day.
    public static let memory: Duration = .seconds(2 * 86_400)

    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Says what a node serves now.
    public func announce(_ node: NodeRecord, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try NodeChanges(change).announce(node)
        }
    }

    /// Says that a node serves nothing any more.
    public func leave(_ name: String, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try NodeChanges(change).leave(name)
        }
    }

    /// The nodes that serve, by name.
    public func running(at now: Timestamp) throws(RegistryError) -> [NodeRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                NodeRecord.self, "SELECT * FROM node WHERE seen_at > $1 ORDER BY name",
                [.time(now - Self.memory)])
        }
    }
}
