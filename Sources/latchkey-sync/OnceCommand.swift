import ArgumentParser
import Foundation
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier
import Terminal

/// `latchkey-sync once`: one round, then the end.
struct OnceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "once", abstract: "Synchronize once.",
        discussion: "Exit status: 0 done, 1 the vendor or the ledger refused, 69 not reachable.")

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var serviceOptions: ServiceOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let (ledger, usesBundles) = try ledgerOptions.open()
        let outcome = try await serviceOptions.withClient { client in
            try await SyncRun(directory: ledgerOptions.device).round(client, ledger, usesBundles)
        }
        try outcome.say(json: json)
        if let refusal = outcome.refusal { throw refusal }
    }
}

/// One round with what is remembered between rounds.
struct SyncRun {
    let directory: String

    private var tagsPath: String { directory + "/fetched" }

    func round(
        _ client: SyncClient, _ ledger: Ledger, _ usesBundles: Bool
    ) async throws -> RoundReport {
        let text = try? String(contentsOfFile: tagsPath, encoding: .utf8)
        var tags = DocumentTags(text: text ?? "")
        let before = tags
        let outcomes = try await client.synchronize(
            ledger, usesBundles: usesBundles, tags: &tags, now: { Now.moment() })
        if tags != before {
            // Lost tags cost a download and nothing else.
            try? tags.text.write(toFile: tagsPath, atomically: true, encoding: .utf8)
        }
        return RoundReport(outcomes, ledger.summary(at: Now.moment()))
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
