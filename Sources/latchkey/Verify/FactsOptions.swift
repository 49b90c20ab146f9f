import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What the program that asks would present.
struct FactsOptions: ParsableArguments {
    @Option(
        name: .customLong("org"),
        help: ArgumentHelp("The organization that must have issued it.", valueName: "uuid"))
    var organization: OrganizationID?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A benefit that is accepted, by its id, or by its name where the registry is; may be "
                + "repeated.", valueName: "benefit"))
    var benefit: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A brand prefix that is accepted; may be repeated.", valueName: "PREFIX")
    )
    var prefix: [LicensePrefix] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A condition to present, as name=value; may be repeated. true, false and numbers are "
                + "read as such, text in quotation marks always as text. With none, conditions are "
                + "left out of the judgement.",
            valueName: "name=value"))
    var condition: [Condition] = []

    @Option(
        help: ArgumentHelp("Units used so far; without it usage is not judged.", valueName: "units")
    )
    var used: UInt64?

    @Option(
        help: ArgumentHelp(
            "The release date of the licensed program, for licenses with an end of updates.",
            valueName: "time"))
    var released: Timestamp?

    @Option(
        help: ArgumentHelp("The major version of the licensed program.", valueName: "number"))
    var majorVersion: UInt64?

    @Option(
        name: .customLong("list"),
        help: ArgumentHelp(
            "The newest status list or staple that is at hand. Default: that in the license file.",
            valueName: "file"),
        completion: .file())
    var statusList: String?

    @OptionGroup var changes: DeltaOptions

    @Option(
        help: ArgumentHelp(
            "This machine's activation certificate: a file or a text.", valueName: "certificate"),
        completion: .file())
    var certificate: String?

    @OptionGroup var machine: MachineOptions
    @OptionGroup var bundleAge: BundleAgeOptions

    func validate() throws {
        guard (certificate == nil) == (machine.device == nil) else {
            throw ValidationError("--certificate and --device go together")
        }
        guard changes.delta == nil || statusList != nil else {
            throw ValidationError("--delta goes with --list")
        }
        guard (released == nil) == (majorVersion == nil) else {
            throw ValidationError("--released and --major-version go together")
        }
    }

    /// The facts, where everything that was not said is left unjudged and reported as such.
    ///
    /// - Parameter moment: as of when is decided; nil for now.
    func facts(
        about license: VerifiedLicense, _ trust: TrustOptions, _ input: LicenseInput,
        at moment: Timestamp?
    ) throws -> Facts {
        // The trusted key already says whose license it is; --org narrows that.
        var facts = Facts(
            organization: organization ?? license.claims.organization,
            benefit: benefit.isEmpty ? .any : .oneOf(try benefitIDs(trust.homeOptions)),
            prefix: prefix.isEmpty ? .any : .oneOf(Set(prefix)))
        facts.conditions = condition.isEmpty ? .notJudged : .presented(condition)
        facts.trust = try trust.trustFact()
        facts.bundleAge = bundleAge.age
        facts.activation = try activation(trust)
        if let statusList {
            facts.status = try status(statusList, about: license, trusted: trust.statusKeys())
        } else if let found = try StatusListInput.fact(
            among: input.objects(), about: license, trusted: trust.statusKeys())
        {
            facts.status = found
        }
        // A decision about the past does not make today's list one from the future.
        let now = try Clock.now()
        try check(facts.status, isAbout: license, at: max(moment ?? now, now))
        facts.usage = used.map { .used($0) } ?? .notJudged
        facts.release = .notJudged
        if let released, let majorVersion {
            facts.release = .build(releasedAt: released, majorVersion: majorVersion)
        }
        return facts
    }

    /// The list or staple that was given, with the changes since then.
    private func status(
        _ path: String, about license: VerifiedLicense, trusted keys: StatusKeys
    ) throws -> StatusFact {
        let fact = try StatusListInput.fact(path, about: license, trusted: keys)
        guard let delta = try changes.verified(by: keys) else { return fact }
        guard case .list(let list) = fact else {
            throw CommandFailure(
                .usage, "--delta goes with a whole list, not with a staple",
                nextStep: "give the list that was fetched before as --list")
        }
        return .list(try list.applying(delta))
    }

    private func activation(_ trust: TrustOptions) throws -> ActivationFact {
        guard let certificate, let device = machine.device else { return .notJudged }
        let keys = try trust.activationKeys()
        let message = try ObjectInput.message(certificate)
        // A receipt brings the certificate along.
        let verified =
            message.header.type == .receipt
            ? try keys.verifyReceipt(message).certificate : try keys.verifyCertificate(message)
        guard let verified else {
            throw CommandFailure(
                .malformed, "the vendor's answer contains no certificate",
                nextStep: "see what it says with `latchkey install`")
        }
        let key = try MachineKey.read(in: device)
        return .seat(verified.seat(on: key, machine.facts(device)))
    }

    /// A list that the license is not in is a mistake of the person's, and not silence; so is one
    /// from the future, which no device takes.
    private func check(
        _ fact: StatusFact, isAbout license: VerifiedLicense, at moment: Timestamp
    ) throws {
        switch fact {
        // Only a ledger knows the last two, and nothing here reads lists in pages.
        case .nothing, .entry, .disputed, .remembered: break
        case .list(let list):
            try list.check(replacing: nil, of: license.claims.organization, at: moment)
            if let index = license.claims.statusIndex { _ = try list.status(of: index) }
        case .staple(let staple): try staple.check(about: license, at: moment)
        }
    }

    /// Only a name needs the registry; verifying by ids works where there is none.
    private func benefitIDs(_ homeOptions: HomeOptions) throws -> Set<BenefitID> {
        Set(
            try benefit.map { text in
                if let id = BenefitID(text) { return id }
                let registry = try homeOptions.directory().registry()
                for owner in try registry.organizations.all() {
                    let benefits = try registry.benefits.all(of: owner.id)
                    if let known = benefits.first(where: { "\($0.name)" == text }) {
                        return known.id
                    }
                }
                throw CommandFailure(
                    .noInput, "there is no benefit called \(quoted(text))",
                    nextStep: "give its id, or see the names with `latchkey benefits list`")
            })
    }
}
