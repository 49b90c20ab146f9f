import ArgumentParser
import COSE
import CommandSupport
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
            anything; an older one changes nothing. What has nothing to do with licenses is \
            skipped, and what is damaged or refused keeps no other from being taken.

            A renewed license keeps its id, and its new key takes the place of the old one. For a \
            license with another id, --replace sets the ledger aside, with its seat and all that \
            it counted, and begins a new one.

            Examples:
              latchkey install --device /var/lib/acme --key acme.pub customer.lic
              latchkey install --device /var/lib/acme /media/stick/*

            Exit status: 0 everything was taken that belongs here, 1 the vendor's answer is no, 65 \
            and others: something was refused.
            """)

    @Argument(
        help: ArgumentHelp("Files or texts; - is standard input.", valueName: "object"),
        completion: .file())
    var objects: [String] = ["-"]

    @Flag(
        help: """
            Where the ledger has another license, set it aside and begin a new one for the license \
            that is given.
            """)
    var replace = false

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var opened = try ledgerOptions.open(making: true)
        let now = try Clock.now()
        var installation = Installation()
        var unread: [InstalledReport] = []
        var repairs: Repairs = []
        for given in objects {
            let name = InputFile(path: given).exists ? given : nil
            do {
                switch try ObjectInput.found(given) {
                case .objects(let found):
                    installation.add(found.messages, from: name)
                    unread += found.faults.map { .refused($0, name) }
                    repairs.formUnion(found.repairs)
                case .foreign(let looks): unread.append(.foreign(looks, name))
                }
            } catch {
                guard let failure = CommandFailure(error) else { throw error }
                unread.append(.refused(failure, name))
            }
        }
        var outcomes = installation.run(opened.ledger, at: now)
        if replace, outcomes.contains(where: { $0.result.isOtherLicense }) {
            opened = try LedgerReplacement(opened, ledgerOptions).run(at: now)
            outcomes = installation.run(opened.ledger, at: now)
        }
        if outcomes.contains(where: { $0.result.isOfThisVendor }) { try opened.remember() }
        let rows = Self.rows(outcomes, opened.ledger.summary(at: now)) + unread
        repairs.tell()
        try output.print(InstallReport(objects: rows, repaired: repairs.report))
        try Self.end(rows)
    }

    private static func rows(
        _ outcomes: [(group: Installation.Group, result: Result<Installed, LedgerError>)],
        _ summary: LedgerSummary
    ) -> [InstalledReport] {
        outcomes.map { group, result in
            switch result {
            case .success(let installed):
                InstalledReport(installed, group.name, hasEnded: summary.hasEnded)
            case .failure(let error):
                .refused(error, group, heldBundle: summary.bundle?.version)
            }
        }
    }

    /// Everything was taken that could be; the first refusal is what the person must hear.
    private static func end(_ rows: [InstalledReport]) throws {
        if let failure = rows.compactMap(\.failure).first {
            failure.complain()
            throw QuietExit(status: failure.status)
        }
        if rows.contains(where: \.isDenial) { throw QuietExit(status: .denied) }
        // A person who named something and hears nothing believes that it was installed.
        guard rows.contains(where: { $0.outcome != "skipped" }) else {
            try CommandFailure(
                .malformed, code: "install.nothing-taken",
                rows.map { "\($0.sentence)" },
                nextStep: "give the key, the .lic file or the answer that came from the vendor"
            ).endAfterReport()
        }
    }
}

extension Result<Installed, LedgerError> {
    /// Whether a genuine license was refused because the ledger has another.
    fileprivate var isOtherLicense: Bool {
        if case .failure(.otherLicense) = self { true } else { false }
    }

    /// Whether something was verified with the keys that were named.
    fileprivate var isOfThisVendor: Bool {
        switch self {
        case .success(.skipped), .failure: false
        case .success: true
        }
    }
}
