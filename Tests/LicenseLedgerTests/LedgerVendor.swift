import COSE
import COSESigning
import LicenseIssuer
import LicenseLedger
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization

/// A vendor that issues licenses, hands out seats and publishes lists, with a key for each.
struct LedgerVendor {
    static let start = Timestamp("2027-01-01")!
    static let day = Duration.seconds(86_400)

    let issuer: Issuer
    var terms: LicenseTerms
    var account: LicenseAccount
    var activations: [KeyID: ActivationState] = [:]
    var policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))
    private(set) var license: VerifiedLicense
    private var generator = SplitMix64(seed: 77)

    static func key(_ number: UInt8) -> SigningKey {
        // Any seed is a key.
        try! SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
    }

    static var issuing: SigningKey { key(1) }
    static var service: SigningKey { key(2) }
    static var status: SigningKey { key(3) }

    /// A program that pins each key for its role.
    static var trust: LedgerTrust {
        .keys(
            licenses: TrustedKeys(pinning: issuing.verificationKey),
            activations: ActivationKeys(pinning: service.verificationKey),
            statuses: StatusKeys(pinning: status.verificationKey))
    }

    init(seats: ActivationLimit = .seats(2), usage: UInt64? = 1000, seed: UInt64 = 5) throws {
        var generator = SplitMix64(seed: seed)
        issuer = Issuer(.random(using: &generator), key: Self.issuing)
        terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .years(2)
        terms.activationLimit = seats
        terms.usageLimit = usage
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(12_345)
        let minted = try issuer.mint(terms, for: grant, issuedAt: Self.start, using: &generator)
        license = try TrustedKeys(pinning: Self.issuing.verificationKey).verify(
            LicenseKey(minted.message))
        account = LicenseAccount(license.claims)
    }

    /// The license again, made later.
    mutating func renew(
        at now: Timestamp, statusIndex: StatusIndex? = nil
    ) throws -> SignedMessage {
        var claims = license.claims
        claims.issuedAt = now
        if let statusIndex { claims.statusIndex = statusIndex }
        claims.expiresAt = now + .seconds(3 * 365 * 86_400)
        let minted = try issuer.mint(claims)
        license = try TrustedKeys(pinning: Self.issuing.verificationKey).verify(
            LicenseKey(minted.message))
        return minted.message
    }

    /// Answers whatever a device sends.
    mutating func answer(_ message: SignedMessage, at now: Timestamp) throws -> SignedMessage {
        let answer: Answer
        let device: KeyID
        if message.header.type == .activationRequest {
            let request = try ActivationRequest.verify(message)
            device = request.request.device.keyID
            answer = account.answer(
                request, held: activations[device], id: .random(using: &generator),
                policy: policy, at: now)
        } else {
            let report = try UnverifiedUsageReport(message)
            let held = activations.first { $0.value.id == report.activation }!
            device = held.key
            answer = account.answer(
                try report.verified(by: held.value.device), of: held.value, policy: policy,
                at: now)
        }
        account = answer.account
        activations[device] = answer.activation
        switch answer.reply {
        case .recorded(let digest): return recorded[digest]!
        case .new(let draft):
            let receipt = try draft.signed(by: Self.service)
            recorded[draft.receipt.request] = receipt
            if answer.verdict == nil || answer.verdict == .accepted {
                activations[device]?.history.record(
                    receipt: MessageDigest(of: receipt.bytes),
                    for: draft.receipt.sequence ?? 0)
            }
            return receipt
        }
    }

    private var recorded: [MessageDigest: SignedMessage] = [:]

    /// A signed list in which the license has a status.
    func list(
        _ status: LicenseStatus, sequence: UInt64, at now: Timestamp, other: Bool = false,
        by key: borrowing SigningKey = LedgerVendor.status
    ) throws -> SignedMessage {
        let index = license.claims.statusIndex!
        var builder = StatusListBuilder(organization: issuer.organization, shard: index.shard)
        builder.set(status, of: index)
        if other { builder.set(.invalid, of: StatusIndex(1)) }
        return try builder.signed(
            by: key, sequence: sequence, base: "https://acme.example/lists", issuedAt: now,
            expiresAt: now + .seconds(90 * 86_400), timeToLive: Self.day
        ).message
    }
}

/// A machine in a test: its facts, its own time, and where its key lies.
final class TestMachine: Sendable {
    let facts: Mutex<[MachineFact]>
    let elapsed = Mutex(Duration.zero)
    private let hasKey = Mutex(false)
    private let number: UInt8
    private let random: Mutex<SplitMix64>

    init(_ number: UInt8 = 50) {
        self.number = number
        random = Mutex(SplitMix64(seed: UInt64(number)))
        facts = Mutex([
            MachineFact(ConditionKey("machine-id")!, "machine-\(number)")!,
            MachineFact(ConditionKey("board-serial")!, "board-\(number)")!,
            MachineFact(ConditionKey("volume")!, "disk-\(number)")!,
        ])
    }

    var machine: LedgerMachine {
        LedgerMachine(
            facts: { self.facts.withLock { $0 } },
            elapsed: { self.elapsed.withLock { $0 } },
            random: { count in self.random.withLock { $0.bytes(count) } },
            makeKey: { _ throws(KeyFileError) in
                self.hasKey.withLock { $0 = true }
                return LedgerVendor.key(self.number)
            },
            readKey: { _ throws(KeyFileError) in
                self.hasKey.withLock { $0 } ? LedgerVendor.key(self.number) : nil
            })
    }

    func open(
        _ files: any FileLayer, _ trust: LedgerTrust = LedgerVendor.trust,
        at now: Timestamp = LedgerVendor.start, directory: String = "/device"
    ) throws(LedgerError) -> Ledger {
        try Ledger.open(directory, trusting: trust, at: now, on: machine, files: files)
    }
}

extension Ledger {
    /// Takes one object, and throws why it was refused.
    @discardableResult
    func take(_ object: SignedMessage, at now: Timestamp) throws -> Installed {
        try install([object], at: now)[0].get()
    }

    /// What a program of this vendor would be told.
    func decide(_ vendor: LedgerVendor, at now: Timestamp) throws -> Decision {
        try decision(
            Facts(organization: vendor.issuer.organization, benefit: .any, prefix: .any), at: now)
    }
}
