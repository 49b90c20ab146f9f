import CommandSupport
import Foundation
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier
import Terminal

/// Rounds of one ledger, with what is remembered between them.
struct SyncRun {
    private let ledger: Ledger
    private let usesBundles: Bool

    init(_ opened: OpenedLedger) {
        ledger = opened.ledger
        usesBundles = if case .root = opened.pinned { true } else { false }
    }

    private var tagsPath: String { ledger.directory + "/fetched" }

    func round(_ client: SyncClient) async throws -> RoundReport {
        let text = try? String(contentsOfFile: tagsPath, encoding: .utf8)
        var tags = DocumentTags(text: text ?? "")
        let before = tags
        let start = try Clock.now()
        // A clock that breaks during the round stands still for its rest.
        let now = { @Sendable in (try? Clock.now()) ?? start }
        let outcomes = try await client.synchronize(
            ledger, usesBundles: usesBundles, tags: &tags, now: now)
        if tags != before {
            // Lost tags cost a download and nothing else.
            try? tags.text.write(toFile: tagsPath, atomically: true, encoding: .utf8)
        }
        return RoundReport(outcomes, ledger.summary(at: now()))
    }
}

/// What a round came to, in one line or as JSON.
struct RoundReport: Report {
    let sent: Int
    let taken: Int
    let refused: [String]
    let unchanged: [String]
    let used: UInt64
    let allowance: UInt64?
    let leaseEnd: String?
    let listNumber: UInt64?
    let refusal: LedgerError?

    // A refusal is said as the program's error.
    private enum CodingKeys: CodingKey {
        case sent, taken, refused, unchanged, used, allowance, leaseEnd, listNumber
    }

    init(_ outcomes: SyncOutcomes, _ summary: LedgerSummary) {
        sent = outcomes.sent
        taken = outcomes.installed.count { (try? $0.get()) != nil }
        refused = outcomes.installed.compactMap { result in
            if case .failure(let error) = result { error.code } else { nil }
        }
        unchanged = outcomes.unchanged
        used = summary.usage[.units]
        allowance = summary.certificate?.allowance
        leaseEnd = summary.certificate?.leaseEnd?.description
        listNumber = summary.list?.sequence
        refusal = outcomes.refusal
    }

    func text(_ style: Style) -> String {
        var parts = ["\(sent) message(s) sent", "\(taken) object(s) taken"]
        if !unchanged.isEmpty { parts.append("\(unchanged.count) unchanged") }
        if !refused.isEmpty { parts.append("refused: \(refused.joined(separator: ", "))") }
        if let allowance { parts.append("\(used) of \(allowance) units used") }
        if let leaseEnd { parts.append("seat until \(leaseEnd)") }
        if let listNumber { parts.append("list \(listNumber)") }
        return parts.joined(separator: "; ")
    }
}
