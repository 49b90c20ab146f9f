extension ReconciliationCase {
    static func all() throws -> [ReconciliationCase] {
        try chains() + contradictions() + forgottenReceipts() + [oldReports()]
    }

    private static func report(
        _ sequence: Int64, _ units: Int64, after previous: [UInt8]? = nil,
        journal: String? = nil, receipt: [UInt8]? = nil
    ) throws -> [UInt8] {
        try RawSyncMessage.report(
            sequence, units: units, journal: journal,
            after: sequence == 1 ? nil : previous.map { SyncSample.name(of: $0) } ?? filler(16),
            receipt: receipt
        ).octets()
    }

    private static func vector(
        _ name: String, _ description: String, _ steps: [([UInt8], Verdict, Int64)]
    ) -> ReconciliationCase {
        ReconciliationCase(
            name: name, description: description,
            steps: steps.map { Step(report: $0, verdict: $1, units: $2) })
    }

    /// One ledger makes one chain, whatever is lost, repeated or late.
    private static func chains() throws -> [ReconciliationCase] {
        let first = try report(1, 5)
        let second = try report(2, 9, after: first)
        let third = try report(3, 9, after: second)
        let fourth = try report(4, 12, after: third)
        return [
            vector(
                "in-order", "one after another",
                [
                    (first, .accepted, 5), (second, .accepted, 9), (third, .accepted, 9),
                    (fourth, .accepted, 12),
                ]),
            vector(
                "repeated", "the newest again, and older ones again",
                [
                    (first, .accepted, 5), (first, .duplicate, 5), (second, .accepted, 9),
                    (second, .duplicate, 9), (first, .stale, 9), (second, .duplicate, 9),
                ]),
            vector(
                "lost", "reports that never arrive",
                [(first, .accepted, 5), (fourth, .accepted, 12)]
            ),
            vector(
                "late", "reports that arrive behind newer ones",
                [
                    (first, .accepted, 5), (fourth, .accepted, 12), (third, .stale, 12),
                    (second, .stale, 12),
                ]),
            vector(
                "first-lost", "the first one to arrive is not the first",
                [(third, .accepted, 9), (first, .stale, 9), (fourth, .accepted, 12)]),
        ]
    }

    /// A second copy of a ledger, or one that was put back.
    private static func contradictions() throws -> [ReconciliationCase] {
        let first = try report(1, 5)
        let second = try report(2, 9, after: first)
        let third = try report(3, 10, after: second)
        let copy = try report(2, 7, after: first)
        let afterCopy = try report(3, 30, after: copy)
        return [
            vector(
                "same-sequence", "two reports have one number; the chain that was first continues",
                [
                    (first, .accepted, 5), (second, .accepted, 9),
                    (copy, .forked("same-sequence"), 9), (third, .accepted, 10),
                ]),
            vector(
                "same-sequence-late", "a late report that is not the one that the next one named",
                [
                    (first, .accepted, 5), (third, .accepted, 10),
                    (copy, .forked("same-sequence"), 10),
                ]),
            vector(
                "other-previous", "the report before is not the one that is known; its use counts",
                [
                    (first, .accepted, 5), (second, .accepted, 9),
                    (afterCopy, .forked("other-previous"), 30),
                ]),
            vector(
                "put-back", "a ledger put back to before its first report",
                [
                    (first, .accepted, 5), (second, .accepted, 9),
                    (try report(1, 4), .forked("same-sequence"), 9),
                ]),
            vector(
                "usage-fell", "a later report says less",
                [
                    (first, .accepted, 5),
                    (try report(2, 4, after: first), .forked("usage-fell"), 5),
                ]),
            vector(
                "usage-fell-after-loss", "a later report says less, with one lost between",
                [(first, .accepted, 5), (try report(3, 4), .forked("usage-fell"), 5)]),
            vector(
                "journal-moved", "the same total and another journal",
                [
                    (first, .accepted, 5),
                    (
                        try report(2, 5, after: first, journal: "another"), .forked("journal"), 5
                    ),
                ]),
            vector(
                "journal-stayed", "another total and the same journal",
                [
                    (first, .accepted, 5),
                    (
                        try report(2, 6, after: first, journal: "journal at 5"),
                        .forked("journal"), 6
                    ),
                ]),
        ]
    }

    private static func forgottenReceipts() throws -> [ReconciliationCase] {
        let first = try report(1, 5, receipt: seat)
        let second = try report(2, 6, after: first, receipt: answer(to: first))
        func third(_ receipt: [UInt8]?) throws -> [UInt8] {
            try report(3, 7, after: second, receipt: receipt)
        }
        func after(
            _ name: String, _ description: String, _ receipt: [UInt8]?, _ verdict: Verdict
        ) throws -> ReconciliationCase {
            vector(
                name, description,
                [
                    (first, .accepted, 5), (second, .accepted, 6),
                    (try third(receipt), verdict, 7),
                ])
        }
        return try [
            after(
                "receipts", "each names the receipt before it", answer(to: second), .accepted),
            after("receipt-missed", "an answer was lost", answer(to: first), .accepted),
            after(
                "receipt-unknown", "a receipt that the vendor does not know proves nothing",
                filler(16), .accepted),
            after(
                "receipt-forgotten", "an older receipt than the one that was taken", seat,
                .forked("receipt-forgotten")),
            after(
                "receipt-none", "no receipt, though one was taken", nil,
                .forked("receipt-forgotten")),
        ]
    }

    /// Sixteen reports are remembered by their digests; an older one is judged by what it says.
    private static func oldReports() throws -> ReconciliationCase {
        let late = try report(1, 3)
        let tooMuch = try report(1, 40, journal: "another")
        var steps: [([UInt8], Verdict, Int64)] = []
        var previous = filler(1)
        for sequence: Int64 in 2...20 {
            previous = try report(sequence, sequence, after: previous)
            steps.append((previous, .accepted, sequence))
        }
        return vector(
            "too-old", "a report too old to be remembered, and one that says too much",
            steps + [(late, .stale, 20), (tooMuch, .forked("usage-fell"), 40)])
    }
}
