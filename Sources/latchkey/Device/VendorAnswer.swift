import ArgumentParser
import COSE
import COSESigning
import LicenseIssuer
import LicenseStore
import LicenseSync
import LicenseVerifier
import Terminal

/// How a vendor answers machines.
struct AnswerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How long the seat is good: 90d, or none.", valueName: "span"))
    var lease: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How many units a machine may use before it reports again. Default: the license's "
                + "units shared out evenly among its seats.", valueName: "units"))
    var allowance: UInt64?

    @Flag(help: "Go on serving a machine of whose ledger a second copy was found.")
    var forgiveCopies = false

    @Option(
        help: ArgumentHelp(
            "The signing key's name; with one key it may be left out.", valueName: "name"))
    var signingKey: KeyName?

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var homeOptions: HomeOptions
}

/// The vendor's side, offline: the registry and a signing key.
struct VendorAnswer {
    let options: AnswerOptions
    private let store: Store
    private let home: HomeDirectory

    init(_ options: AnswerOptions) throws {
        self.options = options
        home = try options.homeOptions.directory()
        store = try home.store()
    }

    /// Answers a request or a report, and says on standard error what was decided.
    func answer(_ message: SignedMessage) throws -> String {
        let now = try Clock.now()
        let answer: DeviceAnswer
        switch message.header.type {
        case .activationRequest:
            answer = try self.answer(ActivationRequest.verify(message), now)
        case .usageReport: answer = try self.answer(UnverifiedUsageReport(message), now)
        default:
            throw CommandFailure(
                .malformed, "this is no request and no report of a machine",
                nextStep: "give what `latchkey request` or `latchkey report` printed there")
        }
        try tell(answer)
        return Carrier.encode(answer.receipt)
    }

    private func answer(
        _ request: VerifiedActivationRequest, _ now: Timestamp
    ) throws -> DeviceAnswer {
        let claims = try license(in: request).claims
        var generator = SystemRandomNumberGenerator()
        let id = ActivationID.random(using: &generator)
        let key = try signingKey()
        return try store.answer(
            request, about: claims.license, id: id, policy: try policy(for: claims), now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    private func answer(
        _ report: UnverifiedUsageReport, _ now: Timestamp
    ) throws -> DeviceAnswer {
        guard let held = try store.activation(report.activation),
            let record = try store.license(held.license)
        else {
            throw Self.failure(.unknownActivation(report.activation))
        }
        // Left out, a lease would silently become a seat for good.
        guard held.leaseEnd == nil || options.lease != nil else {
            throw CommandFailure(
                .usage, "the seat of this machine is leased",
                nextStep: "say for how long it goes on: --lease 90d, or --lease none")
        }
        let verified = try report.verified(by: held.device)
        let key = try signingKey()
        return try store.answer(
            verified, policy: try policy(for: record.claims), now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    private func signingKey() throws -> SigningKey {
        let ring = KeyRing(home: home, store: store)
        return try ring.signingKey(
            of: ring.record(options.signingKey), passphrase: options.passphraseOptions)
    }

    private func policy(for claims: LicenseClaims) throws -> SyncPolicy {
        var policy = SyncPolicy(
            lease: options.lease?.duration,
            allowance: AllowancePolicy(
                headroom: options.allowance ?? claims.evenShare, share: 1),
            onFork: options.forgiveCopies ? .warn : .refuse)
        if let shard = claims.statusIndex?.shard,
            let list = try store.publishedStatusList(of: claims.organization, shard: shard)
        {
            policy.lists.raise(shard, to: list.sequence)
        }
        return policy
    }

    private func license(in request: VerifiedActivationRequest) throws -> VerifiedLicense {
        let keys = try store.signingKeys().map(\.publicKey)
        guard let trusted = TrustedKeys(pinning: keys) else { throw StoreError.corrupt }
        do throws(MessageRefusal) {
            return try request.license(
                verifiedBy: { (key) throws(LicenseError) in try trusted.verify(key) },
                recordedIn: { (id) throws(StoreError) in try store.license(id) })
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ refusal: MessageRefusal) -> any Error {
        switch refusal {
        case .license(let error): error
        case .store(let error): error
        case .unknownLicense(let license):
            CommandFailure(
                .noInput, "this registry has no license \(license)",
                nextStep: "ask the machine for `latchkey request --include-license`")
        case .proof:
            CommandFailure(
                .malformed, "the machine does not hold this license key",
                nextStep: "have the machine install the newest license key first")
        case .legacyKey:
            CommandFailure(
                .malformed, "this is a license key of another make",
                nextStep: "answer it where such keys were imported")
        case .noSeatNeeded:
            CommandFailure(
                .usage, "the license is good on any machine and needs no seat",
                nextStep: "use it without an activation")
        case .unknownActivation(let activation):
            CommandFailure(
                .noInput, "this registry has no activation \(activation)",
                nextStep: "answer it where the machine was activated")
        }
    }

    private func tell(_ answer: DeviceAnswer) throws {
        let name = answer.activation?.label.map { quoted("\($0)") } ?? "the machine"
        if case .forked(let evidence) = answer.verdict {
            Console.remark(
                "warning: two copies of the ledger of \(name) are in use (\(evidence.rawValue))")
        }
        if answer.overdraft > 0 {
            Console.remark("warning: \(name) has used \(answer.overdraft) units more than allowed")
        }
        switch answer.outcome {
        case nil: Console.remark("the same answer as before")
        case .accepted?:
            let usage = answer.activation.map { $0.usage[.units] } ?? 0
            Console.remark("\(name) has a seat" + (usage > 0 ? ", \(usage) units used" : ""))
        case let outcome?: Console.remark("the answer to \(name): \(outcome.sentence)")
        }
    }
}

/// `latchkey approve`: the vendor answers an activation request.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Answer a machine's activation request.",
        discussion: """
            Prints the answer in the carrier form, for `latchkey install` on the machine; also a \
            refusal is an answer. A seat is taken while there are seats left; the same machine \
            asking again gets its own seat renewed.

            Examples:
              latchkey approve request.txt --lease 90d > answer.txt
              latchkey approve request.txt | latchkey qr
            """)

    @Argument(
        help: ArgumentHelp("The request: a text, a file, or -.", valueName: "request"),
        completion: .file())
    var request: String = "-"

    @OptionGroup var options: AnswerOptions

    func run() throws {
        Console.say(try VendorAnswer(options).answer(ObjectInput.message(request)))
    }
}

/// `latchkey accept`: the vendor takes a machine's report.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Count a machine's report of what it used, and answer it.",
        discussion: """
            Prints the answer in the carrier form, for `latchkey install` on the machine: a new \
            allowance, a renewed lease. The same report gets the same answer.

            Examples:
              latchkey accept report.txt --lease 90d > answer.txt
            """)

    @Argument(
        help: ArgumentHelp("The report: a text, a file, or -.", valueName: "report"),
        completion: .file())
    var report: String = "-"

    @OptionGroup var options: AnswerOptions

    func run() throws {
        Console.say(try VendorAnswer(options).answer(ObjectInput.message(report)))
    }
}
