public import LicenseVerifier
import SQLDatabase

/// Which of several nodes does what one of them must do.
public struct Leases: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Takes or renews a lease by which one of several nodes does what one of them must do.
    ///
    /// Returns whether the holder has it until the end asked for. Nodes whose clocks differ may both
    /// believe to hold it for that long, so what is done under it must be safe without it. One that
    /// ends an hour after the end asked for is of a clock that was wrong, and void.
    public func take(
        _ name: String, holder: String, until end: Timestamp, now: Timestamp
    ) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try LeaseChanges(change).take(name, holder: holder, until: end)
        }
    }

    /// Gives a lease back, so that another node need not wait for its end.
    public func end(_ name: String, holder: String, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try LeaseChanges(change).end(name, holder: holder)
        }
    }

    /// Whether some node holds a lease now.
    public func isTaken(_ name: String, now: Timestamp) throws(RegistryError) -> Bool {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.exists(
                "SELECT 1 AS taken FROM lease WHERE name = $1 AND ends_at > $2",
                [.text(name), .time(now)])
        }
    }

    /// A moment that has passed, as far as the registry can tell: that of its newest audit record,
    /// or one that a node reached while it held a lease.
    ///
    /// - Parameter span: for how long leases are taken.
    public func latestMoment(leasesOf span: Duration) throws(RegistryError) -> Timestamp? {
        try transactions.read { (reading) throws(RegistryError) in
            let recorded = try reading.value(
                Timestamp.self,
                "SELECT recorded_at FROM audit_record ORDER BY sequence DESC LIMIT 1")
            let ends = try reading.values(Timestamp.self, "SELECT ends_at FROM lease")
            return ([recorded].compactMap(\.self) + ends.map { $0 - span }).max()
        }
    }
}
