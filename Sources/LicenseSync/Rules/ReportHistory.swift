/// What a service remembers of an activation's reports, so that two copies of one ledger show.
///
/// A device's reports are a chain: each has the next number, names the report before it and the
/// newest receipt taken, and no total falls. One ledger makes one chain, whatever is lost, repeated
/// or late on the way. A second copy, or one put back from a snapshot, cannot continue without
/// contradicting what is known here (Device-Messages §11).
public struct ReportHistory: Equatable, Sendable {
    /// How many reports are remembered.
    ///
    /// An older one is not judged by its digest, and is answered as late. That harms nothing: totals
    /// only grow, so it says nothing that is not known.
    public static let maxEntries = 16

    /// What is known of one report: its digest, from itself or from the one after it, and the
    /// digest of its answer.
    ///
    /// The answer to the activation request has the number 0.
    public struct Entry: Equatable, Sendable {
        /// The report.
        public var report: MessageDigest?
        /// The receipt that answered it.
        public var receipt: MessageDigest?

        /// Names what is known.
        public init(report: MessageDigest? = nil, receipt: MessageDigest? = nil) {
            self.report = report
            self.receipt = receipt
        }
    }

    /// The newest report that was taken.
    public struct Newest: Equatable, Sendable {
        /// Its number.
        public let sequence: UInt64
        /// Its totals.
        public let usage: UsageTotal
        /// Where the journal was.
        public let journal: JournalHash

        /// Takes the parts out of storage.
        public init(sequence: UInt64, usage: UsageTotal, journal: JournalHash) {
            self.sequence = sequence
            self.usage = usage
            self.journal = journal
        }
    }

    /// The newest report; nil before the first.
    public private(set) var newest: Newest?
    /// The number of the newest receipt that the device is known to have taken.
    public private(set) var acknowledged: UInt64?
    /// The last reports by number, at most 16, and under the number 0 the newest request, whose answer
    /// is never forgotten: a device that has lost it has no other way to its certificate.
    public private(set) var entries: [UInt64: Entry]

    /// No report yet.
    public init() {
        entries = [:]
    }

    /// Takes a history out of storage.
    public init(newest: Newest?, acknowledged: UInt64?, entries: [UInt64: Entry]) {
        self.newest = newest
        self.acknowledged = acknowledged
        self.entries = entries
        prune()
    }

    /// Remembers the receipt that answers a report, or with the number 0 the activation request.
    public mutating func record(receipt: MessageDigest, for sequence: UInt64) {
        entries[sequence, default: Entry()].receipt = receipt
        prune()
    }

    /// Takes a report that was judged `accepted`.
    mutating func advance(_ report: NamedReport) {
        let contents = report.contents
        entries[contents.sequence, default: Entry()].report = report.digest
        if let previous = contents.previousReport {
            entries[contents.sequence - 1, default: Entry()].report = previous
        }
        newest = Newest(
            sequence: contents.sequence, usage: contents.usage, journal: contents.journal)
        if let sequence = sequence(answeredBy: contents.previousReceipt) {
            acknowledged = max(sequence, acknowledged ?? 0)
        }
        prune()
    }

    private func sequence(answeredBy receipt: MessageDigest?) -> UInt64? {
        guard let receipt else { return nil }
        return entries.first { $0.value.receipt == receipt }?.key
    }

    private mutating func prune() {
        guard entries.count > Self.maxEntries else { return }
        let reports = entries.keys.filter { $0 > 0 }.sorted()
        for sequence in reports.dropLast(Self.maxEntries) { entries[sequence] = nil }
    }
}

/// What a report is to a service that knows the ones before it.
public enum ReportVerdict: Equatable, Sendable {
    /// The next one.
    case accepted
    /// The newest one again; it gets the same answer again.
    case duplicate
    /// Older than the newest, and no contradiction to it.
    case stale
    /// A contradiction: two copies of one ledger are in use.
    case forked(ForkEvidence)
    /// It says more than can be counted; its sender is refused, and nothing changes.
    case outOfRange
}

/// What shows that two copies of one ledger are in use.
public enum ForkEvidence: String, Sendable, CaseIterable {
    /// Two reports have one number.
    case sameSequence = "same-sequence"
    /// A report names another one before it than the service has.
    case otherPrevious = "other-previous"
    /// A later report says less than an earlier one.
    case usageFell = "usage-fell"
    /// The totals and the journal's hash do not change together.
    case journal
    /// A receipt that the device had taken is forgotten.
    case receiptForgotten = "receipt-forgotten"
}

extension ReportHistory {
    /// Judges a report by what is known; changes nothing.
    public func judge(_ report: VerifiedUsageReport) -> ReportVerdict {
        judge(NamedReport(contents: report.report, digest: report.digest))
    }

    func judge(_ report: NamedReport) -> ReportVerdict {
        let contents = report.contents
        if let known = entries[contents.sequence]?.report {
            guard known == report.digest else { return .forked(.sameSequence) }
            return contents.sequence == newest?.sequence ? .duplicate : .stale
        }
        guard let newest else { return .accepted }
        guard contents.sequence > newest.sequence else {
            // Too old to be known by its digest, but not too old to say too much.
            return newest.usage.covers(contents.usage) ? .stale : .forked(.usageFell)
        }
        return fork(in: contents, after: newest).map { .forked($0) } ?? .accepted
    }

    /// What a report with a new number contradicts.
    private func fork(in report: UsageReport, after newest: Newest) -> ForkEvidence? {
        // With reports missing between the two, the one before is not known and is not judged.
        if report.sequence == newest.sequence + 1,
            report.previousReport != entries[newest.sequence]?.report
        {
            return .otherPrevious
        }
        guard report.usage.covers(newest.usage) else { return .usageFell }
        guard (report.usage == newest.usage) == (report.journal == newest.journal) else {
            return .journal
        }
        guard let acknowledged else { return nil }
        guard let receipt = report.previousReceipt else { return .receiptForgotten }
        // A receipt that is not known here is too old to be remembered, or was lost with a
        // database: no proof of anything.
        if let sequence = sequence(answeredBy: receipt), sequence < acknowledged {
            return .receiptForgotten
        }
        return nil
    }
}
