import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A history of reports` {
    private static let now = Timestamp("2027-01-01")!
    private static func key() -> SigningKey {
        SigningKey.test(3)
    }

    private static let activation = ActivationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    private static func digest(_ text: String) -> MessageDigest {
        MessageDigest(of: Array(text.utf8))
    }

    private static func report(
        _ sequence: UInt64, used: UInt64, journal: String? = nil,
        after previous: MessageDigest? = nil, receipt: MessageDigest? = nil
    ) throws -> VerifiedUsageReport {
        let hash = SHA256.digest(of: Array((journal ?? "\(used)").utf8))
        var report = UsageReport(
            of: activation, sequence: sequence, issuedAt: now, journal: JournalHash(hash)!)
        report.usage = UsageTotal(units: used)
        report.previousReport = sequence == 1 ? nil : previous ?? digest("lost")
        report.previousReceipt = receipt
        let message = try report.signed(by: key())
        return try UnverifiedUsageReport(message).verified(by: key().verificationKey)
    }

    /// What is known of the reports before, as an account that answered them remembers it.
    private static func history(
        _ reports: [VerifiedUsageReport], receipts: [UInt64: MessageDigest] = [:],
        acknowledged: UInt64? = nil
    ) -> ReportHistory {
        var entries: [UInt64: ReportHistory.Entry] = [:]
        for report in reports {
            entries[report.report.sequence] = ReportHistory.Entry(report: report.digest)
        }
        for (sequence, receipt) in receipts {
            entries[sequence, default: ReportHistory.Entry()].receipt = receipt
        }
        let newest = reports.last.map {
            ReportHistory.Newest(
                sequence: $0.report.sequence, usage: $0.report.usage, journal: $0.report.journal)
        }
        return ReportHistory(newest: newest, acknowledged: acknowledged, entries: entries)
    }

    @Test func `takes the next report, and knows the newest one again`() throws {
        let first = try Self.report(1, used: 4)
        #expect(ReportHistory().judge(first) == .accepted)
        let history = Self.history([first])
        #expect(history.judge(first) == .duplicate)
        #expect(
            try history.judge(Self.report(2, used: 4, after: first.digest)) == .accepted)
        #expect(
            try history.judge(Self.report(2, used: 9, after: first.digest)) == .accepted)
    }

    @Test func `takes a report whose predecessors were lost on the way`() throws {
        let first = try Self.report(1, used: 4)
        #expect(try Self.history([first]).judge(Self.report(5, used: 6)) == .accepted)
    }

    @Test func `counts an older report as late, unless it says too much`() throws {
        let reports = [try Self.report(1, used: 4), try Self.report(2, used: 9)]
        let history = Self.history(reports)
        #expect(history.judge(reports[0]) == .stale)
        let forgotten = Self.history([reports[1]])
        #expect(forgotten.judge(reports[0]) == .stale)
        #expect(
            try forgotten.judge(Self.report(1, used: 10)) == .forked(.usageFell))
    }

    @Test func `finds each contradiction of a second copy`() throws {
        let first = try Self.report(1, used: 4)
        let history = Self.history([first])
        #expect(try history.judge(Self.report(1, used: 5)) == .forked(.sameSequence))
        #expect(
            try history.judge(Self.report(2, used: 5, after: Self.digest("another")))
                == .forked(.otherPrevious))
        #expect(
            try history.judge(Self.report(2, used: 3, after: first.digest))
                == .forked(.usageFell))
        #expect(
            try history.judge(Self.report(2, used: 4, journal: "other", after: first.digest))
                == .forked(.journal))
        #expect(
            try history.judge(Self.report(2, used: 5, journal: "4", after: first.digest))
                == .forked(.journal))
    }

    @Test func `finds a copy that has forgotten an answer`() throws {
        let first = try Self.report(1, used: 4)
        let (seat, answer) = (Self.digest("seat"), Self.digest("answer"))
        let history = Self.history([first], receipts: [0: seat, 1: answer], acknowledged: 1)
        func judge(_ receipt: MessageDigest?) throws -> ReportVerdict {
            try history.judge(
                Self.report(2, used: 5, after: first.digest, receipt: receipt))
        }
        #expect(try judge(answer) == .accepted)
        #expect(try judge(seat) == .forked(.receiptForgotten))
        #expect(try judge(nil) == .forked(.receiptForgotten))
        // One that is not remembered here proves nothing.
        #expect(try judge(Self.digest("of long ago")) == .accepted)
    }

    @Test func `remembers the last sixteen, and the request`() throws {
        var history = ReportHistory()
        for sequence in UInt64(0)..<40 {
            history.record(receipt: Self.digest("\(sequence)"), for: sequence)
        }
        #expect(history.entries.count == ReportHistory.maxEntries + 1)
        #expect(history.entries.keys.filter { $0 > 0 }.min() == 24)
        #expect(history.entries[0]?.receipt == Self.digest("0"))
    }
}
