import COSE
import CommandSupport
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// What became of each object.
struct InstallReport: Report {
    let objects: [InstalledReport]
    /// What was mended to read them; nil for nothing.
    let repaired: [String]?

    func text(_ style: Style) -> String {
        objects.map { $0.text(style) }.joined(separator: "\n")
    }
}

/// What became of one object.
struct InstalledReport: Encodable {
    /// The file from which it came; nil for a text that was typed.
    let name: String?
    /// `taken`, `known`, `older`, `skipped` or `refused`.
    let outcome: String
    /// What it is, or the code of what is wrong.
    let code: String
    let message: String
    /// What the person can do, where something is to be done.
    var nextStep: String?
    /// Whether the vendor's answer is no.
    var isDenial = false
    /// What the program's end says of it.
    var failure: CommandFailure?

    private enum CodingKeys: CodingKey { case name, outcome, code, message, nextStep }

    private init(_ name: String?, _ outcome: String, _ code: String, _ message: String) {
        self.name = name
        self.outcome = outcome
        self.code = code
        self.message = message
    }

    /// What a ledger took, or had no use for.
    init(_ installed: Installed, _ name: String?, hasEnded: Bool) {
        switch installed {
        case .license(let claims, let replaced):
            let end = claims.expiresAt.map { ", until \($0)" } ?? ", for good"
            let instead = replaced == nil ? "" : ", instead of an older key"
            self.init(name, "taken", "license", "license \(claims.license)\(end)\(instead)")
        case .bundle(let version):
            self.init(name, "taken", "bundle", "trust bundle \(version)")
        case .affirmation:
            self.init(
                name, "taken", "affirmation", "list of licenses that stay valid after a theft")
        case .certificate(let certificate):
            self.init(name, "taken", "certificate", "seat" + certificate.terms)
        case .list(let sequence, let status, let issuedAt):
            self.init(
                name, "taken", "list",
                "status list \(sequence) of \(issuedAt): the license is \(status.text)")
        case .disputedList(let sequence):
            self.init(
                name, "taken", "disputed-list",
                "a second status list \(sequence) with other content")
            nextStep = "tell the vendor, and bring a newer status list"
        case .staple(let status, let issuedAt):
            self.init(
                name, "taken", "staple", "staple of \(issuedAt): the license is \(status.text)")
        case .receipt(let effects, _): self.init(answer: effects, name, hasEnded: hasEnded)
        case .reset(let time): self.init(name, "taken", "reset", "clock reset to \(time)")
        case .known(let type):
            self.init(name, "known", type.code, "\(type.name), already here")
        case .older(let type):
            self.init(
                name, "older", type.code, "\(type.name), and a newer one is already here")
        case .skipped(let type):
            self.init(name, "skipped", type.code, "\(type.name), which is not needed here")
        }
    }

    /// The answer to a message: a seat, or why not.
    private init(answer effects: [ReceiptEffect], _ name: String?, hasEnded: Bool) {
        var parts: [String] = []
        var problem: SyncOutcome?
        for effect in effects {
            switch effect {
            case .renewed(let certificate): parts.append("seat" + certificate.certificate.terms)
            case .replacement: parts.append("a newer license key")
            case .refused(let outcome):
                parts.append(outcome.sentence)
                problem = outcome
            case .forked:
                parts.append(SyncOutcome.forked.sentence)
                problem = .forked
            }
        }
        // That the seat is gone is what this machine has asked for.
        if problem == .deactivated, hasEnded { problem = nil }
        let message =
            parts.isEmpty ? "received, and nothing changes" : parts.joined(separator: "; ")
        self.init(name, "taken", problem?.code ?? "receipt", "answer: \(message)")
        nextStep = problem?.nextStep
        isDenial = problem != nil
    }

    func text(_ style: Style) -> String {
        let shownOutcome =
            switch outcome {
            case "taken" where !isDenial: style.good(outcome)
            case "taken": style.caution(outcome)
            case "refused": style.bad(outcome)
            default: style.faint(outcome)
            }
        let isOfFile = outcome == "refused" || code == "foreign"
        var lines = [
            shownOutcome + String(repeating: " ", count: 9 - outcome.count)
                + (isOfFile ? sentence : message)
        ]
        if let nextStep {
            let shownCode = outcome == "refused" || isDenial ? " (\(code))" : ""
            lines.append(style.faint("         → \(nextStep)\(shownCode)"))
        }
        return lines.joined(separator: "\n")
    }
}

extension InstalledReport {
    /// A file that has nothing to do with licenses.
    static func foreign(_ looks: String, _ name: String?) -> InstalledReport {
        InstalledReport(
            name, "skipped", "foreign", "\(looks), which is not needed here")
    }

    /// Something that could not be read.
    static func refused(_ failure: CommandFailure, _ name: String?) -> InstalledReport {
        let code = failure.code
        var report = InstalledReport(
            name, "refused", code, failure.descriptions.joined(separator: "; "))
        report.nextStep = failure.nextStep
        report.failure = CommandFailure(
            failure.status, code: code, report.sentence, nextStep: failure.nextStep)
        return report
    }

    /// Something that the ledger did not take.
    static func refused(
        _ error: LedgerError, _ group: Installation.Group, heldBundle: UInt64?
    ) -> InstalledReport {
        if let version = group.claimedVersion, case .trust(let trust) = error {
            return refused(trust, group, version: version, held: heldBundle ?? 0)
        }
        return refused(error.failure, group.name)
    }

    /// A bundle whose signatures do not reach from the root keys that are trusted now: another one
    /// may lie between, or it may be from before.
    private static func refused(
        _ error: TrustError, _ group: Installation.Group, version: UInt64, held: UInt64
    ) -> InstalledReport {
        guard case .threshold = error else {
            return refused(LedgerError.trust(error).failure, group.name)
        }
        if version < held {
            return InstalledReport(
                group.name, "older", "bundle",
                "trust bundle \(version), of other root keys; number \(held) is already here, so it "
                    + "is not needed")
        }
        return refused(
            CommandFailure(
                .malformed, code: error.code, error.description,
                nextStep: stepTowards(version, from: held)), group.name)
    }

    private static func stepTowards(_ version: UInt64, from held: UInt64) -> String {
        if version > held + 1 {
            let missing =
                version == held + 2
                ? "trust bundle \(held + 1)" : "trust bundles \(held + 1) to \(version - 1)"
            return "bring \(missing) as well, which may have changed the root keys; else ask the "
                + "vendor"
        }
        return held == 0
            ? "check that --root names the vendor's root keys, or ask the vendor for a bundle that "
                + "they have signed"
            : "ask the vendor for a trust bundle that enough of the root keys have signed"
    }

    /// The message with the file's name before it, where it does not begin with that by itself;
    /// without characters that would steer a terminal.
    var sentence: String {
        guard let name else { return message }
        let file = InputFile(path: name).name
        let sentence = message.hasPrefix(file) ? message : "\(file): \(message)"
        return String(sentence.unicodeScalars.map(\.harmless))
    }
}

extension ActivationCertificate {
    /// For how long and for how much, after *seat*.
    fileprivate var terms: String {
        (leaseEnd.map { ", leased until \($0)" } ?? "")
            + (allowance.map { ", up to \($0) units in all" } ?? "")
    }
}

extension LicenseStatus {
    fileprivate var text: String {
        switch self {
        case .valid: "valid"
        case .invalid: "revoked"
        case .suspended: "suspended"
        case .applicationSpecific: "given a status of the vendor's own"
        }
    }
}
