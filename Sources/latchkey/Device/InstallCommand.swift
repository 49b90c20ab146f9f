import ArgumentParser
import COSE
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkey install`: a machine takes whatever it is given.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Take a license, a list, an answer, or a file with all of them.",
        discussion: """
            Any number of files or texts in any order: license keys, .lic files, trust bundles, \
            status lists and staples, the vendor's answers. Each is verified before it replaces \
            anything; an older one changes nothing.

            Examples:
              latchkey install --device /var/lib/acme --key acme.pub customer.lic
              latchkey install --device /var/lib/acme /media/stick/*
            """)

    @Argument(
        help: ArgumentHelp("Files or texts; - is standard input.", valueName: "object"),
        completion: .file())
    var objects: [String] = ["-"]

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let ledger = try ledgerOptions.ledger(making: true)
        let given = try objects.flatMap { try ObjectInput.objects($0) }
        let results = ledger.install(given, at: try Clock.now())
        try output.print(InstallReport(results))
        // Everything was taken that could be; the first refusal is what the person must hear.
        for result in results { _ = try result.get() }
    }
}

/// What became of each object.
struct InstallReport: Report {
    let objects: [InstalledReport]

    init(_ results: [Result<Installed, LedgerError>]) {
        objects = results.map { InstalledReport($0) }
    }

    func text(_ style: Style) -> String {
        objects.map { $0.text(style) }.joined(separator: "\n")
    }
}

/// What became of one object.
struct InstalledReport: Encodable {
    /// `taken`, `known`, `older`, `skipped` or `refused`.
    let outcome: String
    /// What it was, or the code of the refusal.
    let code: String
    let message: String

    init(_ result: Result<Installed, LedgerError>) {
        switch result {
        case .success(let installed):
            (outcome, code, message) = Self.words(installed)
        case .failure(let error):
            (outcome, code, message) = ("refused", error.code, error.description)
        }
    }

    func text(_ style: Style) -> String {
        let word =
            switch outcome {
            case "taken": style.good(outcome)
            case "refused": style.bad(outcome)
            default: style.faint(outcome)
            }
        return word + String(repeating: " ", count: 9 - outcome.count) + message
    }

    private static func words(_ installed: Installed) -> (String, String, String) {
        switch installed {
        case .license(let claims, let replaced):
            let end = claims.expiresAt.map { ", until \($0)" } ?? ", for good"
            return (
                "taken", "license",
                "license \(claims.license)\(end)\(replaced == nil ? "" : ", instead of an older key")"
            )
        case .bundle(let version): return ("taken", "bundle", "trust bundle \(version)")
        case .affirmation:
            return ("taken", "affirmation", "list of licenses that stay good after a theft")
        case .certificate(let certificate):
            return ("taken", "certificate", "seat" + words(certificate))
        case .list(let sequence, let status, let issuedAt):
            return (
                "taken", "list",
                "status list \(sequence) of \(issuedAt): the license is \(words(status))"
            )
        case .disputedList(let sequence):
            return (
                "taken", "disputed-list",
                "a second status list \(sequence) that says something else; tell the vendor"
            )
        case .staple(let status, let issuedAt):
            return ("taken", "staple", "word of \(issuedAt): the license is \(words(status))")
        case .receipt(let effects, _): return words(effects)
        case .reset(let time): return ("taken", "reset", "clock reset to \(time)")
        case .known(let type): return ("known", words(type), "\(words(type)), here already")
        case .older(let type):
            return ("older", words(type), "\(words(type)), and a newer one is here already")
        case .skipped(let type):
            return ("skipped", words(type), "\(words(type)), which is of no use here")
        }
    }

    /// The answer to a message: a seat, or why not.
    private static func words(_ effects: [ReceiptEffect]) -> (String, String, String) {
        let words = effects.map { effect -> String in
            switch effect {
            case .renewed(let certificate): "seat" + Self.words(certificate.certificate)
            case .replacement: "a newer license key"
            case .refused(let outcome): outcome.sentence
            case .forked: SyncOutcome.forked.sentence
            }
        }
        return (
            "taken", "receipt", "answer: \(words.isEmpty ? "noted" : words.joined(separator: "; "))"
        )
    }

    private static func words(_ certificate: ActivationCertificate) -> String {
        (certificate.leaseEnd.map { ", leased until \($0)" } ?? "")
            + (certificate.allowance.map { ", up to \($0) units in all" } ?? "")
    }

    private static func words(_ status: LicenseStatus) -> String {
        switch status {
        case .valid: "valid"
        case .invalid: "revoked"
        case .suspended: "suspended"
        case .applicationSpecific: "given a status of the vendor's own"
        }
    }

    private static func words(_ type: MessageType) -> String {
        switch type {
        case .cwt: "license"
        case .trustBundle: "trust bundle"
        case .affirmation: "affirmation list"
        case .activationCertificate: "seat"
        case .statusList: "status list"
        case .statusDelta: "changes of a status list"
        case .statusStaple: "status staple"
        case .receipt: "answer"
        case .activationRequest: "request of a machine"
        case .usageReport: "report of a machine"
        default: "object of an unknown kind"
        }
    }
}

extension SyncOutcome {
    /// What the vendor's answer comes to, for the person at the machine.
    var sentence: String {
        switch self {
        case .accepted: "accepted"
        case .stale: "a newer report was there before"
        case .forked: "two copies of this machine's ledger are in use"
        case .noSeat: "all seats of the license are taken"
        case .revoked: "the license was revoked"
        case .suspended: "the license is suspended"
        case .expired: "the license has expired"
        case .unknownLicense: "the vendor does not know this license"
        case .deactivated: "the seat was given back"
        case .conditions: "the license asks for other conditions"
        }
    }
}
