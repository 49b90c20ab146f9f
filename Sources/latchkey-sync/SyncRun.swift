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

    /// Fetches the trust bundle, without which a ledger of root keys believes nothing.
    ///
    /// - Parameter organization: whose, where nothing that the ledger believes says it yet.
    func fetchTrust(_ client: SyncClient, of organization: OrganizationID?) async throws {
        var tags = DocumentTags()
        let outcomes = try await client.fetchTrust(
            ledger, of: organization, tags: &tags, now: Self.clock())
        if let refusal = outcomes.refusal { throw refusal }
    }

    /// A clock that breaks during a round stands still for its rest.
    private static func clock() throws -> @Sendable () -> Timestamp {
        let start = try Clock.now()
        return { (try? Clock.now()) ?? start }
    }

    private var tagsPath: String { ledger.directory + "/fetched" }

    func round(_ client: SyncClient) async throws -> RoundReport {
        let text = try? String(contentsOfFile: tagsPath, encoding: .utf8)
        var tags = DocumentTags(text: text ?? "")
        let before = tags
        let now = try Self.clock()
        var outcomes = SyncOutcomes()
        if !usesBundles, ledger.summary(at: now()).certificate == nil {
            outcomes = try await client.fetchList(ledger, tags: &tags, now: now)
            // The answer to a request would be refused alike, and the seat would be gone.
            if let refusal = outcomes.refusal, refusal.isOfUnknownKey {
                return RoundReport(outcomes, ledger.summary(at: now()))
            }
        }
        outcomes.add(
            try await client.synchronize(
                ledger, usesBundles: usesBundles, tags: &tags, now: now))
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
    let unsent: Int
    let taken: Int
    let refused: [String]
    let unchanged: [String]
    let used: UInt64
    let allowance: UInt64?
    let leaseEnd: String?
    let listNumber: UInt64?
    let refusal: LedgerError?
    let denial: SyncOutcome?
    let fault: SyncClientError?

    // A refusal or a fault is said as the program's error.
    private enum CodingKeys: CodingKey {
        case sent, unsent, taken, refused, unchanged, used, allowance, leaseEnd, listNumber
    }

    init(_ outcomes: SyncOutcomes, _ summary: LedgerSummary) {
        sent = outcomes.sent
        unsent = outcomes.unsent
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
        denial = outcomes.denial
        fault = outcomes.fault
    }

    /// What the vendor or the ledger refused, or what could not be fetched; nil for nothing.
    func failure(trusting pinned: PinnedTrust) -> CommandFailure? {
        guard let refusal else { return denied ?? fault?.failure }
        let failure = refusal.failure
        guard case .keys = pinned, refusal.isOfUnknownKey else { return failure }
        return CommandFailure(
            failure.status, code: failure.code, failure.descriptions,
            nextStep: "the service signs with keys of its own: name the vendor's root key once, "
                + "with `latchkey-sync join --root`, or each of its keys with --key")
    }

    private var denied: CommandFailure? {
        denial.map { outcome in
            CommandFailure(
                .denied, code: outcome.code, "the vendor's answer is: \(outcome.sentence)",
                nextStep: outcome.nextStep)
        }
    }

    func text(_ style: Style) -> String {
        var parts = ["\(sent) message(s) sent", "\(taken) object(s) taken"]
        if unsent > 0 {
            parts.append("\(unsent) message(s) to be carried: the vendor has no service")
        }
        if !unchanged.isEmpty { parts.append("\(unchanged.count) unchanged") }
        if !refused.isEmpty { parts.append("refused: \(refused.joined(separator: ", "))") }
        if let allowance { parts.append("\(used) of \(allowance) units used") }
        if let leaseEnd { parts.append("seat until \(leaseEnd)") }
        if let listNumber { parts.append("list \(listNumber)") }
        return parts.joined(separator: "; ")
    }
}
