import Glibc
public import LicenseVerifier
public import SQLDatabase
import Synchronization

extension Registry {
    /// Opens a registry over a database, and begins one where there was none.
    ///
    /// Throws `registryLost` where there was one, as its mark says: the numbers of its lists would
    /// begin again.
    public init(
        _ database: some Database, beside directory: MarkDirectory, actor: String, now: Timestamp
    ) throws(RegistryError) {
        if try !RegistrySchema.exists(in: database) { try directory.requireNoMark() }
        try self.init(database, actor: actor, now: now)
    }

    /// The same for a SQLite file, which is made where there was no registry.
    public static func open(
        sqlite path: String, beside directory: MarkDirectory, actor: String = "latchkey",
        now: Timestamp
    ) throws(RegistryError) -> Registry {
        if access(path, F_OK) != 0 { try directory.requireNoMark() }
        let database = try RegistryError.wrapping { () throws(SQLError) in
            try SQLiteDatabase(path: path)
        }
        return try Registry(database, beside: directory, actor: actor, now: now)
    }

    /// The registry with a mark in a directory, which each of its changes raises.
    ///
    /// What leaves this program is thus never newer than its mark.
    public func marked(
        in directory: MarkDirectory, now: Timestamp
    ) throws(RegistryError) -> Registry {
        var transactions = unobserved
        let continuity = Continuity(transactions)
        try continuity.check(directory, now: now)
        // What is written concurrently writes no audit record, so it is announced.
        transactions.willChange = { (isSerial) throws(RegistryError) in
            if !isSerial { try continuity.promise(directory, now: now) }
        }
        transactions.didChange = { () throws(RegistryError) in
            try continuity.raise(directory, now: now)
        }
        return Registry(transactions, counts: counts)
    }

    /// The registry with a mark in a directory, which the first of its changes in each period raises:
    /// for a program whose changes are many.
    ///
    /// The mark is raised before the change. A registry that went back to a state before any period
    /// in which it changed is thus found behind; only a state within its very last period is not.
    public func marked(
        in directory: MarkDirectory, each period: Duration,
        clock: @escaping @Sendable () -> Timestamp
    ) throws(RegistryError) -> Registry {
        var transactions = unobserved
        let continuity = Continuity(transactions)
        try continuity.check(directory, now: clock())
        let throttle = MarkThrottle(continuity, directory, period, clock)
        transactions.willChange = { _ throws(RegistryError) in try throttle.step() }
        return Registry(transactions, counts: counts)
    }

    private var unobserved: Transactions {
        var transactions = transactions
        (transactions.willChange, transactions.didChange) = (nil, nil)
        return transactions
    }
}

/// Raises a mark at most once in each period.
private final class MarkThrottle: Sendable {
    private let continuity: Continuity
    private let directory: MarkDirectory
    private let period: Duration
    private let clock: @Sendable () -> Timestamp
    /// When it was raised last, by a clock that nobody sets.
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(
        _ continuity: Continuity, _ directory: MarkDirectory, _ period: Duration,
        _ clock: @escaping @Sendable () -> Timestamp
    ) {
        self.continuity = continuity
        self.directory = directory
        self.period = period
        self.clock = clock
    }

    /// Those who come meanwhile wait, since their changes are the mark's too.
    func step() throws(RegistryError) {
        try last.withLock { (last) throws(RegistryError) in
            let moment = ContinuousClock.now
            if let last, last.duration(to: moment) < period { return }
            try continuity.promise(directory, now: clock())
            last = moment
        }
    }
}
