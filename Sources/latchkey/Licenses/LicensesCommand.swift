import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey licenses`: what was minted.
struct LicensesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licenses",
        abstract: "Look up the licenses that were minted.",
        subcommands: [
            LicensesListCommand.self, LicensesShowCommand.self, LicensesExportCommand.self,
        ])
}

/// Which licenses a command is about.
struct LicenseFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only those of this benefit.", valueName: "benefit"))
    var benefit: String?

    @Option(help: ArgumentHelp("Only those of this customer.", valueName: "name"))
    var customer: NameArgument?

    @Option(help: ArgumentHelp("Only those of this batch.", valueName: "name"))
    var batch: NameArgument?

    @Option(help: ArgumentHelp("Only those that end before this time.", valueName: "time"))
    var expiringBefore: Timestamp?

    @Option(
        help: ArgumentHelp(
            "Only those in this state: granted, disabled or revoked.",
            valueName: "state"))
    var state: LicenseState?

    @OptionGroup var scope: OrganizationOptions

    func filter(in registry: Registry, of organization: Organization) throws -> LicenseFilter {
        var filter = LicenseFilter(organization: organization.id)
        filter.benefit = try benefit.map {
            try registry.benefits.named($0, of: organization).id
        }
        filter.customer = try customer.map {
            try LicenseReference.customer($0.text, in: registry, of: organization.id)
        }
        filter.batch = try batch.map(\.text).map { name in
            guard
                let batch = try registry.issuance.batches.find(
                    named: name, organization: organization.id)
            else {
                throw CommandFailure(
                    .noInput, "there is no batch called \(quoted(name))",
                    nextStep: "check the name; without --batch-name it is the file's")
            }
            return batch.id
        }
        filter.expiringBefore = expiringBefore
        filter.state = state
        return filter
    }
}

/// `latchkey licenses list`: one line for each license, without its key.
struct LicensesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List licenses, the newest first.",
        discussion: """
            Examples:
              latchkey licenses list --benefit pro --expiring-before 2027-06-01
              latchkey licenses list --customer "Example Hospital" --json
            """)

    @OptionGroup var filterOptions: LicenseFilterOptions

    @Option(help: ArgumentHelp("List at most this many.", valueName: "number"))
    var limit = 50

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 100000")
        }
    }

    func run() throws {
        let registry = try filterOptions.scope.homeOptions.directory().registry()
        let organization = try filterOptions.scope.organization(in: registry.organizations)
        let records = try registry.licenses.all(
            matching: filterOptions.filter(in: registry, of: organization), before: nil,
            limit: limit)
        let names = Dictionary(
            try registry.benefits.all(of: organization.id).map { ($0.id, "\($0.name)") },
            uniquingKeysWith: { first, _ in first })
        try output.print(
            LicenseListReport(
                licenses: records.map { LicenseReport($0, benefitName: names[$0.claims.benefit]) }))
    }
}

/// `latchkey licenses show`: one license with its key.
struct LicensesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a license, its claims and its key.",
        discussion: """
            Examples:
              latchkey licenses show 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e
              latchkey licenses show 3f0c6f2e
              latchkey licenses show 'Example Hosp'
            """)

    @Argument(
        help: ArgumentHelp(
            "The license's id or its first characters, its key, a file with it, or the customer "
                + "or part of the name.", valueName: "license"),
        completion: .file())
    var license: String

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try homeOptions.directory().registry()
        let record = try LicenseReference.license(license, in: registry)
        let benefits = try registry.benefits.all(of: record.claims.organization)
        let now = try Clock.now()
        try registry.licenses.showTokens(of: [record.claims.license], now: now)
        var report = LicenseReport(
            record,
            benefitName: benefits.first { $0.id == record.claims.benefit }.map { "\($0.name)" },
            showsKey: true)
        report.machines = try SeatReport.all(of: record.claims.license, in: registry, at: now)
        if let details = try registry.licenses.details(record.claims.license, now: now) {
            report.shortKey = details.shortText
            report.usage = LicenseUsageReport(details)
            let isSold = details.sale.map { $0.kind != .manual } ?? false
            if isSold || details.origin == .imported {
                report.soldAt = details.createdAt.description
            }
        }
        try output.print(report)
    }
}

/// `latchkey licenses export`: all of them, for another system.
struct LicensesExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write licenses with their keys as JSON Lines, the oldest first.",
        discussion: """
            Examples:
              latchkey licenses export --output licenses.jsonl
              latchkey licenses export --benefit pro | wc -l
            """)

    @OptionGroup var filterOptions: LicenseFilterOptions

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"),
        completion: .file())
    var output: String?

    func run() throws {
        let registry = try filterOptions.scope.homeOptions.directory().registry()
        let organization = try filterOptions.scope.organization(in: registry.organizations)
        let filter = try filterOptions.filter(in: registry, of: organization)
        let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0, for: .owner) }
        try registry.licenses.showTokens(of: nil, now: Clock.now())
        try registry.licenses.forEach(matching: filter) { record in
            let line = try JSONText.line(LicenseReport(record, showsKey: true)) + "\n"
            if let file { try file.write(line) } else { Console.write(line) }
        }
        try file?.complete()
    }
}

struct LicenseListReport: Report {
    let licenses: [LicenseReport]

    func text(_ style: Style) -> String {
        var table = Table("LICENSE", "BENEFIT", "STATE", "ISSUED", "EXPIRES", "KEY", "CUSTOMER")
        for license in licenses {
            let grant = license.claims.grant
            table.add(
                grant.license, license.benefitName ?? grant.benefit,
                license.state, String(grant.issuedAt.prefix(10)),
                license.endsAt ?? "never",
                license.maskedKey, license.customerName ?? grant.customer ?? "")
        }
        return table.text(style)
    }
}
