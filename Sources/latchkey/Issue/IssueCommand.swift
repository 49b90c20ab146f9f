import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey issue`: mints license keys.
struct IssueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Mint one license key, or a batch of them.",
        discussion: """
            Terms that you do not give are the benefit's. If there is no benefit yet, one called \
            `default` is made from the terms that you give.

            A batch is a CSV file with a header, or JSON Lines. The columns, all of them optional: \
            customer, email, lifetime, not_before, activations, usage, entitlements, conditions, \
            condition.NAME, in any case. Commas, semicolons or tabs may separate them; the text is \
            UTF-8 or UTF-16. A date is the whole of that day in UTC, or in the zone that --zone \
            names. A batch that was interrupted continues when the same command is run again, and \
            no row is minted twice.

            Examples:
              latchkey issue --benefit pro
              latchkey issue --benefit pro --customer "Example Hospital" --lifetime 18mo
              latchkey issue --benefit pro --format lic --output hospital.lic
              latchkey issue --benefit pro --batch orders.csv --dry-run
              latchkey issue --benefit pro --batch orders.csv --format csv --output keys.csv
              latchkey issue --benefit pro --count 500 --batch-name fair --format text
            """)

    @Option(help: ArgumentHelp("The benefit's name or id.", valueName: "benefit"))
    var benefit: String?

    @OptionGroup(title: "Terms") var terms: TermsOptions

    @Option(
        help: ArgumentHelp("Who gets it: a UUID, or your own name for them.", valueName: "name"))
    var customer: NameArgument?

    @Option(
        help: ArgumentHelp(
            "An e-mail address of the customer, which the registry keeps and no license has in it.",
            valueName: "address"))
    var customerEmail: CustomerAddress?

    @Option(help: ArgumentHelp("Valid from this time on.", valueName: "time"))
    var notBefore: Timestamp?

    @Option(help: ArgumentHelp("Issue as of this time instead of now.", valueName: "time"))
    var issuedAt: Timestamp?

    @Flag(help: "Leave out the status index: such a license can never be revoked.")
    var irrevocable = false

    @Option(
        help: ArgumentHelp(
            "How the key names its signature: ed25519, or eddsa for readers older than RFC 9864.",
            valueName: "name"))
    var algorithm: AlgorithmArgument = .ed25519

    @OptionGroup(title: "Batch") var batch: BatchOptions

    @OptionGroup var keys: KeyOutputOptions
    @OptionGroup var signing: SigningKeyOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard batch.batch == nil || batch.count == nil else {
            throw ValidationError("--batch and --count exclude each other")
        }
        guard !batch.isBatch || !json || batch.dryRun else {
            throw ValidationError("a batch takes --format jsonl instead of --json")
        }
        guard !batch.bom || (batch.isBatch && keys.format == .csv) else {
            throw ValidationError("--bom is for batches with --format csv")
        }
        guard !batch.isBatch || (customer == nil && customerEmail == nil && notBefore == nil) else {
            throw ValidationError("in a batch, customer, email and not_before are columns")
        }
    }

    func run() async throws {
        let home = try signing.homeOptions.directory()
        let registry = try home.registry()
        let ring = KeyRing(home: home, organizations: registry.organizations)
        let record = try ring.record(signing.signingKey, as: .issue, for: owner(in: registry))
        let now = try Clock.now()
        let template = try self.template(in: registry, of: record.organization, now: now)
        let key = try ring.signingKey(of: record, passphrase: signing.passphraseOptions)
        let issuer = Issuer(record.organization, key: key, algorithm: algorithm.value)
        if batch.isBatch {
            let run = BatchRun(
                issuer: issuer, registry: registry, benefit: template, hasStatus: !irrevocable,
                options: batch,
                reading: BatchReading(zone: terms.zone, ignoresUnknown: batch.ignoreColumns),
                format: keys.format, output: keys.output, issuedAt: issuedAt ?? now, now: now)
            if batch.dryRun { return try run.preview().say(json: json) }
            try await run.run()
        } else {
            try issueOne(template, issuer, registry, now: now)
        }
    }

    /// Whose benefit is named, where that shows which key may sign; nil where it does not.
    private func owner(in registry: Registry) throws -> OrganizationID? {
        guard signing.signingKey == nil, let benefit else { return nil }
        let owners = try registry.organizations.all().filter { owner in
            try registry.benefits.has(benefit, of: owner)
        }
        return owners.count == 1 ? owners.first?.id : nil
    }

    private func issueOne(
        _ benefit: Benefit, _ issuer: Issuer, _ registry: Registry, now: Timestamp
    ) throws {
        // Who has no name is called by the address.
        let customer = customer.map { CustomerReference.name($0.text) } ?? customerEmail?.text
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.customer = customer.flatMap { CustomerReference.id($0, of: issuer.organization) }
        order.customerName = customer
        order.customerEmail = customerEmail?.text
        order.notBefore = notBefore
        order.issuedAt = issuedAt
        order.isRevocable = !irrevocable
        // What this command prints is the signed key.
        order.keyForm = .signed
        if let advice = LeaseAdvice.sentence(on: benefit.terms) { Console.remark(advice) }
        if let name = order.customerName {
            var lookAlikes = try LookAlikes(among: registry.customers, of: issuer.organization)
            lookAlikes.note(name)
            for pair in lookAlikes.pairs {
                Console.remark("warning: two customers look alike: \(pair)")
            }
        }
        let minted = try registry.issuance.mint(order, by: issuer, now: now)
        try keepAddress(of: order, in: registry.customers, now: now)
        try deliver(minted, of: benefit)
    }

    /// Gives a customer who has another address the one that is named here.
    private func keepAddress(
        of order: LicenseOrder, in customers: Customers, now: Timestamp
    ) throws {
        guard let email = order.customerEmail, let id = order.customer,
            var known = try customers.find(id), let former = known.email, former != email
        else { return }
        known.email = email
        try customers.replace(known, now: now)
        Console.remark("the customer's address was \(former), and is \(email) now")
    }

    private func deliver(_ minted: MintedLicense, of benefit: Benefit) throws {
        let report = MintedReport(minted, instructions: benefit.activationInstructions)
        let text: String
        switch keys.format {
        case .text: text = minted.text + "\n"
        case .jsonl: text = try JSONText.line(report) + "\n"
        case .lic:
            text = LicenseFile([minted.message])
                .text(heading: LicenseHeading.text(for: minted.claims, benefit: benefit))
        case .csv:
            throw ValidationError("--format csv is for batches")
        }
        // The file holds what --format says, and JSON is what the command reports: never both in
        // one place.
        if let output = keys.output, output != "-" {
            try OutputFile.write(text, to: output, for: .owner)
        } else if !json {
            Console.write(text)
        }
        if json { Console.write(try JSONText.of(report) + "\n") }
        if let end = minted.claims.expiresAt, case .through(let date)? = terms.lifetime {
            Console.remark("valid through \(date) in \(terms.zone.name): it ends at \(end)")
        }
        if !benefit.activationInstructions.isEmpty, !json {
            Console.remark("tell the customer: \(benefit.activationInstructions)")
        }
    }

    /// The benefit, with the terms of this command in it.
    private func template(
        in registry: Registry, of organization: OrganizationID, now: Timestamp
    ) throws -> Benefit {
        guard let owner = try registry.organizations.all().first(where: { $0.id == organization })
        else {
            throw CommandFailure(
                .configuration, "the key's organization is not in the registry",
                nextStep: "see the names with `latchkey keys list`")
        }
        if let benefit {
            return try changed(registry.benefits.named(benefit, of: owner))
        }
        let all = try registry.benefits.all(of: organization)
        if let only = all.first {
            guard all.count == 1 else {
                let names = all.map { "\($0.name)" }.joined(separator: ", ")
                throw CommandFailure(
                    .usage, "there are several benefits",
                    nextStep: "choose one with --benefit: \(names)")
            }
            tellInherited(only)
            return try changed(only)
        }
        return try firstBenefit(in: registry, of: owner, now: now)
    }

    /// Somebody who named some terms and no benefit may not think of those that there are.
    private func tellInherited(_ benefit: Benefit) {
        guard !terms.isEmpty else { return }
        let report = TermsReport(benefit.terms)
        let inherited = TermsField.allCases.filter { $0 != .prefix && !terms.fields.contains($0) }
            .compactMap { field -> String? in
                let (name, text) = report.text(for: field)
                return text.map { "\(name) \($0)" }
            }
        guard !inherited.isEmpty else { return }
        Console.remark(
            "the benefit `\(benefit.name)` gives the rest: \(inherited.joined(separator: ", "))")
    }

    private func changed(_ benefit: Benefit) throws -> Benefit {
        var benefit = benefit
        try terms.apply(to: &benefit.terms)
        return benefit
    }

    private func firstBenefit(
        in registry: Registry, of owner: Organization, now: Timestamp
    ) throws -> Benefit {
        guard let prefix = terms.prefix ?? LicensePrefix(naming: owner.name),
            let name = BenefitName("default")
        else { throw ValidationError("--prefix is needed") }
        let benefit = try changed(
            Benefit(
                id: .random(), name: name, terms: LicenseTerms(prefix: prefix)))
        // Nothing is written for a look.
        if batch.dryRun { return benefit }
        try registry.benefits.add(benefit, organization: owner.id, now: now)
        Console.remark("made the benefit `default` with these terms")
        return benefit
    }
}

/// The two names of Ed25519 in a header.
enum AlgorithmArgument: String, ExpressibleByArgument, CaseIterable {
    case ed25519, eddsa

    var value: Algorithm {
        switch self {
        case .ed25519: .ed25519
        case .eddsa: .edDSA
        }
    }
}

/// The lines before the block of a license file.
enum LicenseHeading {
    static func text(for claims: LicenseClaims, benefit: Benefit) -> String {
        var lines = ["License \(claims.license), \(benefit.name)"]
        lines.append("Expires: \(claims.expiresAt.map(\.description) ?? "never")")
        if !benefit.activationInstructions.isEmpty { lines.append(benefit.activationInstructions) }
        return lines.joined(separator: "\n")
    }
}
