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
            /license_key_instances and of /customers, who have their names and addresses there \
            alone; one document, or one on each line. What is already here stays as it is. A \
            product's id goes on naming its benefit, for Dodo's contract and for its messages.

            Examples:
              latchkeyd import dodo --home /var/lib/latchkeyd --issuer issuer --benefit pro \
                keys.json instances.json customers.json
            """)

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(.dodo) }
}

/// What both need.
struct ImportOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "What the shop has listed, in this order, or - for standard input.", valueName: "file"),
        completion: .file())
    var files: [String]

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

    @Option(
        help: ArgumentHelp(
            "The organization or business there whose items are taken, where the lists have several.",
            valueName: "id"))
    var organization: String?

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
        work.organization = organization
        try name(&work, registry.benefits, issuer.organization)
        let lists = try files.map { try content(of: $0) }
        let report =
            try dryRun
            ? registry.tryingOut { try run(work, lists, into: $0, issuer: issuer, now: now) }
            : run(work, lists, into: registry, issuer: issuer, now: now)
        try output.print(ImportReport(report, of: files, isDry: dryRun))
        guard report.faults.isEmpty else {
            try CommandFailure(
                .malformed, code: "import.refused",
                "items of the list were refused: \(report.faults.count)",
                nextStep: "correct them and import the list again; what is already here stays "
                    + "as it is"
            ).endAfterReport()
        }
    }

    private func run(
        _ work: ForeignImport, _ lists: [[UInt8]], into registry: Registry, issuer: Issuer,
        now: Timestamp
    ) throws -> ForeignImport.Report {
        var sum = ForeignImport.Report()
        for (index, list) in lists.enumerated() {
            var progress = ProgressBar(total: 100)
            do throws(ForeignFault) {
                sum.add(
                    try work.run(
                        list, list: index + 1, into: registry.sales.imports, issuer: issuer,
                        now: now
                    ) { done, total in
                        progress.show(done * 100 / max(total, 1), count: done, of: "items")
                    })
            } catch {
                throw CommandFailure(
                    .malformed, code: "import.list",
                    "\(InputFile(path: files[index]).name): \(error)",
                    nextStep: "save again what the shop's API lists")
            }
            progress.finish()
        }
        return sum
    }

    private func content(of file: String) throws -> [UInt8] {
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
        /// The list that it is in.
        let file: String
        let item: Int
        let detail: String
    }

    let imported: Int
    let known: Int
    let seats: Int
    let customers: Int
    let dryRun: Bool
    let faults: [Fault]
    private let hasSeveralFiles: Bool

    private enum CodingKeys: CodingKey { case imported, known, seats, customers, dryRun, faults }

    init(_ report: ForeignImport.Report, of files: [String], isDry: Bool) {
        imported = report.imported
        known = report.known
        seats = report.seats
        customers = report.customers
        dryRun = isDry
        hasSeveralFiles = files.count > 1
        faults = report.faults.map { fault in
            Fault(file: files[fault.list - 1], item: fault.item, detail: "\(fault.fault)")
        }
    }

    func text(_ style: Style) -> String {
        let lines = faults.map { fault in
            (hasSeveralFiles ? "\(quoted(fault.file)), " : "")
                + "item \(fault.item): \(fault.detail)"
        }
        let count = faults.isEmpty ? "" : ", \(faults.count) refused"
        let people = customers == 0 ? "" : ", \(customers) customers"
        let sum =
            "\(imported) licenses and \(seats) seats\(people) imported, \(known) known\(count)"
        return (lines + [sum + (dryRun ? "; nothing was written" : "")]).joined(separator: "\n")
    }
}
