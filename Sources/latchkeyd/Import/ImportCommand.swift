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
            Takes what Dodo's API prints: single products first, of which benefits are made with \
            their terms, then pages of /license_keys, of /license_key_instances, of /customers, who \
            have their names and addresses there alone, and of /products for their names; one \
            document, or one on each line. What is already here stays as it is. A product's id goes \
            on naming its benefit, for Dodo's \
            contract and for its messages.

            Examples:
              latchkeyd import dodo --home /var/lib/latchkeyd --issuer issuer --dry-run \
                products.jsonl keys.json instances.json customers.json
              latchkeyd import dodo --home /var/lib/latchkeyd --issuer issuer --benefit pro \
                keys.json instances.json customers.json products.json
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
        let lists = try files.map { try ListedFile.content($0) }
        let work = try work(
            ForeignSurvey(shop, lists: lists), configuration, registry, issuer.organization)
        let report =
            try dryRun
            ? tryOut(work, lists, on: registry, issuer: issuer, now: now)
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

    /// The import as it is to be; says what should be known of it.
    private func work(
        _ survey: ForeignSurvey, _ configuration: ServiceConfiguration, _ registry: Registry,
        _ owner: OrganizationID
    ) throws -> ForeignImport {
        let known = try registry.benefits.all(of: owner)
        var work = ForeignImport(
            survey.shop, benefits: configuration.importedBenefits(of: survey.shop))
        work.organization = organization
        try name(&work, known)
        work = try work.knowing(registry.sales.imports, owner)
        do throws(ForeignFault) {
            work = try work.owned(in: survey, owner)
        } catch {
            throw CommandFailure(
                .malformed, code: "import.list", "\(error)",
                nextStep: "name the one whose keys are to be taken with --organization")
        }
        if let owner = try registry.organizations.find(owner)?.organization {
            for remark in work.remarks(on: survey, known, owner) {
                Console.remark("warning: \(remark)")
            }
        }
        return work
    }

    /// Takes the lists into a copy, so that a service that runs goes on meanwhile.
    private func tryOut(
        _ work: ForeignImport, _ lists: [[UInt8]], on registry: Registry, issuer: Issuer,
        now: Timestamp
    ) throws -> ForeignImport.Report {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        return try registry.tryingOut(in: scratch.path, now: now) { copy in
            try run(work, lists, into: copy, issuer: issuer, now: now)
        }
    }

    private func run(
        _ work: ForeignImport, _ lists: [[UInt8]], into registry: Registry, issuer: Issuer,
        now: Timestamp
    ) throws -> ForeignImport.Report {
        var (work, sum) = (work, ForeignImport.Report())
        let began = ContinuousClock.now
        var pace = ImportPace(
            clock: { began.duration(to: .now) },
            // What is tried out is in nobody's way.
            rest: { time in if !dryRun { Self.rest(time) } })
        for (index, list) in lists.enumerated() {
            var progress = ProgressBar(total: 100)
            do throws(ForeignFault) {
                sum.add(
                    try work.run(
                        list, list: index + 1, into: registry.sales.imports, issuer: issuer,
                        now: now
                    ) { done, total in
                        progress.show(done * 100 / max(total, 1), count: done, of: "items")
                        pace.step()
                    })
            } catch {
                throw ListedFile.unreadable(files[index], error)
            }
            progress.finish()
            work.benefits.merge(sum.described) { $1 }
        }
        return sum
    }

    private static func rest(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) / 1e18)
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

    private func name(_ work: inout ForeignImport, _ known: [Benefit]) throws {
        for text in benefit {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard let last = parts.last,
                let ours = known.first(where: { "\($0.name)" == last || "\($0.id)" == last })
            else {
                throw CommandFailure(
                    .usage, "the organization has no benefit for \(text.prefix(64))",
                    nextStep: "give one that `latchkeyd benefits list` shows, by name or id")
            }
            if parts.count == 2 {
                work.benefits[String(parts[0])] = ours.id
            } else {
                work.otherBenefit = ours.id
            }
        }
    }
}

/// A file with what a shop has listed, or what apps have asked.
enum ListedFile {
    /// The most bytes of a file.
    private static let maxBytes = 268_435_456

    static func content(_ path: String) throws -> [UInt8] {
        let file = InputFile(path: path)
        let bytes = try file.bytes(limit: maxBytes)
        guard !ForeignInput.isEmpty(bytes) else {
            throw CommandFailure(
                .malformed, code: ForeignInput.empty.code, "\(file.name): the input is empty",
                nextStep: "save again what the shop's API lists")
        }
        return ReceivedText.withoutMark(bytes)
    }

    static func unreadable(_ path: String, _ fault: ForeignFault) -> CommandFailure {
        CommandFailure(
            .malformed, code: "import.list", "\(InputFile(path: path).name): \(fault)",
            nextStep: "save again what the shop's API lists")
    }
}
