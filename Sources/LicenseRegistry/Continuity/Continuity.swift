public import LicenseVerifier

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
            try reading.standing()?.behind
        }
    }

    /// What shows that the registry is behind its mark; nil for nothing.
    ///
    /// It changes nothing. A directory of one node among others says nothing of the registry where it
    /// has no mark, or that of another registry: throws `markMissing` or `markOfAnother`, which stop
    /// this node alone.
    public func finding(_ directory: MarkDirectory) throws(RegistryError) -> RestoreFinding? {
        let mark = try directory.mark()
        let (finding, isMarked) = try transactions.read { (reading) throws(RegistryError) in
            (
                try ContinuityQueries(reading).finding(mark),
                try reading.standing()?.markedAt != nil
            )
        }
        guard directory.isShared, isMarked else { return finding }
        if finding == .noMark { throw .markMissing }
        if finding == .otherRegistry { throw .markOfAnother(path: directory.path) }
        return finding
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
        try transactions.changeStanding(at: now) { (change) throws(RegistryError) in
            // One that stands still or was moved gives nothing out.
            guard change.standing?.behind == nil, change.standing?.movedTo == nil else { return }
            try StandingChanges(change).promise()
        }
        if let mark = try current() { try directory.raise(mark) }
    }

    /// Whether the registry is where its mark is; stops one that is not.
    private func isCurrent(
        _ directory: MarkDirectory, _ now: Timestamp
    ) throws(RegistryError) -> Bool {
        guard let finding = try finding(directory) else { return true }
        try stop(finding, now: now)
        return false
    }

    /// Raises the mark to where the registry is; one that stands still leaves it as it is.
    public func raise(_ directory: MarkDirectory, now: Timestamp) throws(RegistryError) {
        if let mark = try current() { return try directory.raise(mark) }
        try transactions.changeStanding(at: now) { (change) throws(RegistryError) in
            try StandingChanges(change).begin()
        }
        if let mark = try current() { try directory.raise(mark) }
    }

    /// Takes a further node in, whose directory has no mark yet.
    public func join(_ directory: MarkDirectory, now: Timestamp) throws(RegistryError) {
        guard try directory.mark() == nil else { return }
        try raise(directory, now: now)
    }

    /// Lets the registry stand still.
    public func stop(_ finding: RestoreFinding, now: Timestamp) throws(RegistryError) {
        try transactions.changeStanding(at: now) { (change) throws(RegistryError) in
            try StandingChanges(change).stop(finding)
        }
    }

    /// The mark of the registry; nil where it was never marked, or stands still.
    private func current() throws(RegistryError) -> RegistryMark? {
        try transactions.read { (reading) throws(RegistryError) in
            guard let standing = try reading.standing(), standing.markedAt != nil,
                standing.behind == nil
            else { return nil }
            return try ContinuityQueries(reading).mark()
        }
    }
}
