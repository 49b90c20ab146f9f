import ArgumentParser
import CommandSupport
import LicenseLedger
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What holds on the machine, as far as the person says so.
struct ConditionOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A condition that holds here; may be repeated. With none, the license's conditions are "
                + "not judged.", valueName: "name=value"))
    var condition: [Condition] = []

    @OptionGroup var bundleAge: BundleAgeOptions
}

/// Whether a ledger's license may be used now, with what only the ledger knows beside it.
struct DeviceDecision {
    let license: VerifiedLicense
    let summary: LedgerSummary
    /// The latest time that is believed: what the clock says, unless it was later before.
    let time: Timestamp
    let report: DecisionReport

    /// Judges everything but the benefit, the brand and the build, which are the licensed
    /// program's to judge.
    init(_ opened: OpenedLedger, _ options: ConditionOptions, at now: Timestamp) throws {
        summary = opened.ledger.summary(at: now)
        guard let license = summary.license else { throw Self.fault(summary, opened) }
        self.license = license
        var facts = Facts(
            organization: license.claims.organization, benefit: .any, prefix: .any)
        facts.conditions =
            options.condition.isEmpty ? .notJudged : .presented(options.condition)
        facts.release = .notJudged
        facts.bundleAge = options.bundleAge.age
        report = DecisionReport(try opened.ledger.decision(facts, at: now), summary)
        time = summary.time
    }

    /// Why there is no license to be judged.
    private static func fault(_ summary: LedgerSummary, _ opened: OpenedLedger) -> any Error {
        if let fault = summary.licenseFault { return LedgerError.license(fault) }
        guard case .root = opened.pinned, summary.bundle == nil else {
            return LedgerError.noLicense
        }
        let error = LedgerError.noBundle
        return CommandFailure(
            .noInput, code: error.code, error.description,
            nextStep: "install the vendor's trust bundle; if one was here before, see whether "
                + "\(opened.ledger.directory)/vendor still names the vendor's root keys")
    }
}

extension DecisionReport {
    /// A decision as it is true of this ledger.
    ///
    /// The policy knows that there is no seat, and not why: a seat that was given back does not
    /// come again to the same ledger, nor does one to a ledger of another machine.
    fileprivate init(_ decision: Decision, _ summary: LedgerSummary) {
        var reasons: [FindingReport] = []
        for reason in decision.reasons {
            switch reason {
            case .notActivated where summary.hasEnded:
                reasons.append(FindingReport(LedgerError.ended, step: reason.step))
            case .notActivated where !summary.isOfThisMachine:
                reasons.append(FindingReport(LedgerError.otherMachine, step: reason.step))
            case .seatOfOtherMachine where !summary.isOfThisMachine:
                reasons.append(
                    FindingReport(
                        code: reason.code, reason.description,
                        nextStep: LedgerError.otherMachine.nextStep, step: reason.step))
            default: reasons.append(FindingReport(reason, step: reason.step))
            }
        }
        var warnings = decision.warnings.map { FindingReport($0, step: nil) }
        // What the clock once said is no news of the license: the clock is what a person must mend.
        if let clock = decision.heldClock {
            warnings.removeAll { $0.code == clock.code }
            reasons.insert(FindingReport(clock, step: 14), at: 0)
        }
        let codes = Set(reasons.map(\.code))
        // A license that needs no seat is allowed, and yet nothing is counted any more.
        for error in Self.ends(summary) where !codes.contains(error.code) {
            warnings.append(FindingReport(error, step: nil))
        }
        if summary.isForked { warnings.append(.forked) }
        if let refusal = summary.refusal, !summary.hasEnded { warnings.append(.refused(refusal)) }
        self.init(
            outcome: decision.isAllowed ? "allowed" : "denied", reasons: reasons,
            warnings: warnings)
    }

    private static func ends(_ summary: LedgerSummary) -> [LedgerError] {
        if summary.hasEnded { return [.ended] }
        return summary.isOfThisMachine ? [] : [.otherMachine]
    }

    var isAllowed: Bool { outcome == "allowed" }
}

extension Decision {
    /// The finding about the clock, where the license is denied only because the clock ran ahead
    /// once: by what it says now, the end has not come.
    fileprivate var heldClock: Warning? {
        for case .clockHeld(let time, let reading) in warnings {
            let isOfTime = reasons.contains { reason in
                switch reason {
                case .expired(let end), .leaseEnded(let end): end > reading
                case .statusTooOld(let known, let offline): known + offline > reading
                default: false
                }
            }
            return isOfTime ? .clockHeld(at: time, reading: reading) : nil
        }
        return nil
    }
}

extension FindingReport {
    /// Two copies of one ledger are in use.
    fileprivate static let forked = FindingReport(
        code: "ledger.forked", "the vendor has found a second copy of this ledger",
        nextStep: "use only one copy, and ask the vendor to keep serving it")

    /// The vendor has not done what this machine asked last; it is not a status list, so it does not end
    /// what the machine has.
    fileprivate static func refused(_ outcome: SyncOutcome) -> FindingReport {
        FindingReport(
            code: outcome.code, "the vendor's last answer was: \(outcome.sentence)",
            nextStep: outcome.nextStep)
    }
}
