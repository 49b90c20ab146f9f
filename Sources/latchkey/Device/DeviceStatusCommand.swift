import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkey status --device`: one screen about a machine.
struct DeviceStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "What a machine is licensed for, and what to do next.",
        discussion: """
            Examples:
              latchkey status --device /var/lib/acme

            Exit status: 0 allowed, 1 denied.
            """)

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var conditions: ConditionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let opened = try ledgerOptions.open()
        let decision = try DeviceDecision(opened, conditions, at: Clock.now())
        try opened.remember()
        try output.print(DeviceStatusReport(decision))
        if !decision.report.isAllowed { throw QuietExit(status: .denied) }
    }
}

/// The screen.
struct DeviceStatusReport: Report {
    let decision: DecisionReport
    let claims: ClaimsReport
    /// The time as of which everything is said.
    let time: String
    let needsSeat: Bool
    let activation: String?
    let leaseEnd: String?
    let hasEnded: Bool
    let isOfThisMachine: Bool
    let used: UInt64
    let usageLimit: UInt64?
    let allowance: UInt64?
    let listNumber: UInt64?
    let listIssuedAt: String?
    let listAgeDays: Int64?
    let isListDisputed: Bool
    let bundleVersion: UInt64?
    let bundleExpiresAt: String?
    let isBundleExpired: Bool
    let waitingMessages: Int
    let isForked: Bool
    let tornRecords: Int
    let signedMark: String
    let seenMark: String

    init(_ decision: DeviceDecision) {
        let (license, summary) = (decision.license, decision.summary)
        self.decision = decision.report
        claims = ClaimsReport(license.claims)
        time = decision.time.description
        needsSeat = license.claims.activationLimit != .notUsed
        activation = summary.certificate?.activation.description
        leaseEnd = summary.certificate?.leaseEnd?.description
        hasEnded = summary.hasEnded
        isOfThisMachine = summary.isOfThisMachine
        used = summary.usage[.units]
        usageLimit = license.claims.usageLimit
        allowance = summary.certificate?.allowance
        listNumber = summary.list?.sequence
        listIssuedAt = summary.list?.issuedAt.description
        listAgeDays = summary.list.map {
            (decision.time - $0.issuedAt).components.seconds / 86_400
        }
        isListDisputed = summary.isListDisputed
        bundleVersion = summary.bundle?.version
        bundleExpiresAt = summary.bundle?.expiresAt.description
        isBundleExpired = summary.bundle.map { $0.expiresAt <= decision.time } ?? false
        waitingMessages = summary.waiting
        isForked = summary.isForked
        tornRecords = summary.torn
        signedMark = summary.marks.signed.description
        seenMark = summary.marks.seen.description
    }

    func text(_ style: Style) -> String {
        var fields = claims.scopeFields()
        fields.add("until", claims.grant.expiresAt ?? "for good")
        fields.add("seat", seatText)
        fields.add("usage", usageText)
        fields.add("status list", listText)
        fields.add("trust", trustText)
        fields.add(
            "messages",
            waitingMessages == 0
                ? nil
                : "\(waitingMessages) wait for an answer; carry them to the vendor, and install "
                    + "the answer to each")
        fields.add(
            "journal",
            tornRecords == 0 ? nil : "\(tornRecords) unfinished record(s) were cut off")
        return [decision.text(style), fields.text(style)].joined(separator: "\n")
    }

    private var seatText: String {
        if hasEnded { return "given back" }
        guard let activation else {
            return needsSeat ? "none" : "not needed"
        }
        return activation + (leaseEnd.map { ", leased until \($0)" } ?? "")
            + (isOfThisMachine ? "" : ", on another machine")
    }

    private var trustText: String? {
        guard let bundleVersion, let bundleExpiresAt else { return nil }
        return "bundle \(bundleVersion)"
            + (isBundleExpired ? ", expired on \(bundleExpiresAt); bring a newer one" : "")
    }

    private var usageText: String {
        guard let usageLimit else { return used == 0 ? "not metered" : "\(used) units" }
        guard let allowance else { return "\(used) of \(usageLimit) units" }
        let left = allowance > used ? allowance - used : 0
        return "\(used) units, \(left) left before reporting; the license has \(usageLimit)"
    }

    private var listText: String {
        guard claims.grant.statusIndex != nil else { return "not needed" }
        guard let listNumber, let listAgeDays else { return "none" }
        let age =
            listAgeDays <= 0
            ? "today's" : listAgeDays == 1 ? "a day old" : "\(listAgeDays) days old"
        return "number \(listNumber), \(age)"
            + (isListDisputed ? "; another list of this number has other content" : "")
    }
}
