import ArgumentParser
import CommandSupport
import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd import`: licenses that were sold elsewhere.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import license keys that another shop has sold.",
        subcommands: [ImportPolarCommand.self, ImportDodoCommand.self])
}

/// `latchkeyd import polar`: what Polar's API lists.
struct ImportPolarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polar", abstract: "Import keys and activations from Polar.",
        discussion: """
            Takes what Polar's API prints: pages of /v1/license-keys, or single keys, which list \
            their activations; one document, or one on each line. Ids stay as they are, so shipped \
            apps find their activations again. What is already here stays as it is.

            Examples:
              latchkeyd import polar --home /var/lib/latchkeyd --issuer issuer \\
                --benefit 1c285b2d-6ce6-4bc7-b8be-adb6a7e304da=pro keys.json
            """)

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(.polar) }
}

/// `latchkeyd import dodo`: what the API of Dodo Payments lists.
struct ImportDodoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dodo", abstract: "Import keys and instances from Dodo Payments.",
        discussion: """
            Takes what Dodo's API prints: pages of /license_keys first, then of \
            /license_key_instances; one document, or one on each line. What is already here stays \
            as it is.

            Examples:
              latchkeyd import dodo --home /var/lib/latchkeyd --issuer issuer --benefit pro keys.json
              latchkeyd import dodo --home /var/lib/latchkeyd --issuer issuer --benefit pro instances.json
            """)

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(.dodo) }
}

/// What both need.
struct ImportOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("What the shop has listed, or - for standard input.", valueName: "file"),
        completion: .file())
    var file: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Which benefit each of their ids becomes, theirs=ours; a benefit alone is for all others.",
            valueName: "benefit"))
    var benefit: [String] = []

    @Option(
        help: ArgumentHelp(
            "The issuing key that signs the licenses (default: the one of keys.minting).",
            valueName: "name"))
    var issuer: String?

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run(_ shop: ShopMessage.Shop) throws {
        let configuration = try ServiceConfiguration(options.sources())
        let now = try Clock.now()
        try configuration.database.checkDirectory()
        let registry = try Registry.open(
            configuration.database, actor: "latchkeyd import", now: now
        ).marked(in: configuration.marks, each: .seconds(1), clock: { now })
        let issuer = try issuer(configuration, registry.organizations)
        var work = ForeignImport(shop, benefits: [:])
        work.isDry = dryRun
        try name(&work, registry.benefits, issuer.organization)
        var progress = ProgressBar(total: 100)
        let report = try work.run(content(), into: registry.sales.imports, issuer: issuer, now: now)
        {
            done, total in
            progress.show(done * 100 / max(total, 1), count: done, of: "items")
        }
        progress.finish()
        try output.print(ImportReport(report, isDry: dryRun))
        guard report.faults.isEmpty else {
            try CommandFailure(
                .malformed, code: "import.refused",
                "items of the list were refused: \(report.faults.count)",
                nextStep: "correct them and import the list again; what is already here stays "
                    + "as it is"
            ).endAfterReport()
        }
    }

    private func content() throws -> [UInt8] {
        let handle =
            file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try handle.readToEnd() else {
            throw CommandFailure(
                .noInput, "\(file) cannot be read, or is empty",
                nextStep: "check the file's name and permissions")
        }
        return ReceivedText.withoutMark(Array(data))
    }

    private func issuer(
        _ configuration: ServiceConfiguration, _ organizations: Organizations
    ) throws -> Issuer {
        guard let name = issuer.map({ KeyName($0) }) ?? configuration.minting?.key else {
            throw CommandFailure(
                .usage, "imported keys need an issuing key, and none is named",
                nextStep: "name one with --issuer, or set keys.minting")
        }
        let home = ServiceHome(
            configuration.home, passphraseFile: configuration.passphraseFile)
        return try home.issuer(name, organizations)
    }

    private func name(
        _ work: inout ForeignImport, _ benefits: Benefits, _ organization: OrganizationID
    ) throws {
        let known = try benefits.all(of: organization)
        if work.shop == .polar {
            // A benefit that was made with the shop's id needs no mapping.
            for benefit in known { work.benefits["\(benefit.id)"] = benefit.id }
        }
        for text in benefit {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard let last = parts.last,
                let ours = known.first(where: { "\($0.name)" == last || "\($0.id)" == last })
            else {
                throw CommandFailure(
                    .usage, "the organization has no benefit for \(text.prefix(64))",
                    nextStep: "give one that `latchkey benefits list` shows, by name or id")
            }
            if parts.count == 2 {
                warn(of: parts[0], ours, work.shop)
                work.benefits[String(parts[0])] = ours.id
            } else {
                work.otherBenefit = ours.id
            }
        }
    }
}

extension ImportOptions {
    /// Apps of Polar's customers are told to check the benefit's id, which shipped ones contain.
    private func warn(of theirs: Substring, _ ours: Benefit, _ shop: ShopMessage.Shop) {
        guard shop == .polar, let id = BenefitID(theirs), id != ours.id else { return }
        Console.remark(
            "warning: apps that ask for the benefit \(id) will be refused, as "
                + "\(quoted("\(ours.name)")) has another id here; to keep it, make the benefit with "
                + "`latchkey benefits add --id \(id)`")
    }
}

/// What was brought.
struct ImportReport: Report {
    struct Fault: Encodable {
        let item: Int
        let detail: String
    }

    let imported: Int
    let known: Int
    let seats: Int
    let dryRun: Bool
    let faults: [Fault]

    init(_ report: ForeignImport.Report, isDry: Bool) {
        imported = report.imported
        known = report.known
        seats = report.seats
        dryRun = isDry
        faults = report.faults.map { Fault(item: $0.item, detail: "\($0.fault)") }
    }

    func text(_ style: Style) -> String {
        let lines = faults.map { "item \($0.item): \($0.detail)" }
        let count = faults.isEmpty ? "" : ", \(faults.count) refused"
        let sum = "\(imported) licenses and \(seats) seats imported, \(known) known\(count)"
        return (lines + [sum + (dryRun ? "; nothing was written" : "")]).joined(separator: "\n")
    }
}
