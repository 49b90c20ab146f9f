public import LicenseVerifier
import SQLDatabase

/// Whether the registry goes on where it was, or was restored and has forgotten what it gave out.
///
/// A registry that is found behind stands still at what could do harm, until somebody resumes it.
public struct Continuity: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Why the registry stands still; nil where it does not.
    public func reason() throws(RegistryError) -> String? {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.registryStatus()?.behind
        }
    }

    /// Why nothing may be given out of the registry: it was moved away, or stands still; nil where it
    /// may.
    public func standstill() throws(RegistryError) -> RegistryError? {
        try transactions.read { (reading) throws(RegistryError) in
            let status = try reading.registryStatus()
            if let address = status?.movedTo { return .moved(to: address) }
            return status?.behind.map { .behind(reason: $0) }
        }
    }

    /// What shows that the registry is behind its mark; nil for nothing.
    ///
    /// It changes nothing. A directory of one node among others says nothing of the registry where it
    /// has no mark, or that of another registry: throws `markMissing` or `markOfAnother`, which stop
    /// this node alone.
    public func finding(_ directory: MarkDirectory) throws(RegistryError) -> RestoreFinding? {
        try transactions.read { (reading) throws(RegistryError) in
            try ContinuityQueries(reading).finding(directory, dialect)
        }
    }

    /// Compares the registry with its mark, and lets it stand still where it is behind.
    ///
    /// A registry without a mark gets its first. Costs a few reads, however large it is.
    ///
    /// Throws what `finding` throws.
    public func check(
        _ directory: MarkDirectory, now: Timestamp
    ) throws(RegistryError) {
        guard try isCurrent(directory, now) else { return }
        try raise(directory, now: now)
    }

    /// Lets the mark know that something is about to be given out, which the registry may do without
    /// an audit record.
    func promise(_ directory: MarkDirectory, now: Timestamp) throws(RegistryError) {
        guard try isCurrent(directory, now) else { return }
        try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
            // One that stands still or was moved gives nothing out.
            guard change.registryStatus?.behind == nil, change.registryStatus?.movedTo == nil else {
                return
            }
            try RegistryStatusChanges(change).promise()
        }
        if let mark = try current() { try directory.raise(mark) }
    }

    /// Whether the registry is where its mark is; stops one that is not.
    private func isCurrent(
        _ directory: MarkDirectory, _ now: Timestamp
    ) throws(RegistryError) -> Bool {
        guard try finding(directory) != nil else { return true }
        // Somebody may have resumed the registry since, so that what was found is of the past.
        return try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
            guard let finding = try ContinuityQueries(change).finding(directory, dialect) else {
                return true
            }
            try RegistryStatusChanges(change).stop(finding)
            return false
        }
    }

    /// Raises the mark to where the registry is; one that stands still leaves it as it is.
    public func raise(_ directory: MarkDirectory, now: Timestamp) throws(RegistryError) {
        guard let (mark, status) = try position() else {
            try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
                try RegistryStatusChanges(change).begin()
                // One that stands still may be a copy.
                guard change.registryStatus?.behind == nil else { return }
                try settle(change)
            }
            if let mark = try current() { try directory.raise(mark) }
            return
        }
        try directory.raise(mark, isMovedIn: status.isMovedIn)
        // One that an older program has marked does not know yet in which database it is.
        guard status.isMovedIn || (dialect == .postgreSQL && status.database == nil) else { return }
        try transactions.changeStatus(at: now, settle)
    }

    /// Lets the registry know that it goes on where it is.
    func settle(_ change: Change) throws(RegistryError) {
        try RegistryStatusChanges(change).settle(in: ServerDatabase(change, dialect))
    }

    var dialect: SQLDialect { transactions.database.dialect }

    /// Takes a further node in, whose directory has no mark yet, or a damaged one.
    public func join(_ directory: MarkDirectory, now: Timestamp) throws(RegistryError) {
        guard try directory.markIfReadable() == nil else { return }
        if let mark = try current() { return try directory.set(mark) }
        try raise(directory, now: now)
    }

    /// How often the registry was resumed.
    public func epoch() throws(RegistryError) -> Int64 {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.registryStatus()?.epoch ?? 0
        }
    }

    /// Lets the registry stand still, unless it was resumed since the finding was made.
    ///
    /// - Parameter epoch: how often it was resumed when what shows it was read.
    public func stop(
        _ finding: RestoreFinding, inEpoch epoch: Int64, now: Timestamp
    ) throws(RegistryError) {
        try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
            guard change.registryStatus?.epoch ?? 0 == epoch else { throw .listOutdated }
            try RegistryStatusChanges(change).stop(finding)
        }
    }

    /// The mark of the registry; nil where it was never marked, or stands still.
    private func current() throws(RegistryError) -> RegistryMark? { try position()?.mark }

    /// The same, with what the registry says of itself.
    private func position() throws(RegistryError) -> (mark: RegistryMark, status: RegistryStatus)? {
        try transactions.read { (reading) throws(RegistryError) in
            guard let status = try reading.registryStatus(), status.markedAt != nil,
                status.behind == nil, let mark = try ContinuityQueries(reading).mark()
            else { return nil }
            return (mark, status)
        }
    }
}
