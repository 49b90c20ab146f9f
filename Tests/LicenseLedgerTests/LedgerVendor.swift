import COSE
import COSESigning
import LicenseIssuer
import LicenseLedger
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization

/// A vendor that issues one license, hands out seats and publishes lists.
struct LedgerVendor {
    static let start = moment("2027-01-01")
    static let day = Duration.seconds(86_400)

    private let vendor: TestVendor
    private var testAccount: TestAccount
    private(set) var license: VerifiedLicense

    static var issuing: SigningKey { .test(1) }
    static var service: SigningKey { TestVendor.answering }
    static var status: SigningKey { TestVendor.listing }

    /// A program that pins each key for its role.
    static var trust: LedgerTrust {
        .keys(
            licenses: TrustedKeys(pinning: issuing.verificationKey),
            activations: TestVendor.activationKeys, statuses: TestVendor.statusKeys)
    }

    init(seats: ActivationLimit = .seats(2), usage: UInt64? = 1000, seed: UInt64 = 5) throws {
        vendor = TestVendor(seed: seed, key: 1)
        license = try vendor.license {
            $0.issuedAt = Self.start
            $0.expiresAt = moment("2029-01-01")
            $0.activationLimit = seats
            $0.usageLimit = usage
            $0.statusIndex = StatusIndex(12_345)
        }
        testAccount = TestAccount(license.claims)
    }

    var issuer: Issuer { vendor.issuer }
    var account: LicenseAccount { testAccount.account }
    var activations: [KeyID: ActivationState] { testAccount.activations }
    var policy: SyncPolicy {
        get { testAccount.policy }
        set { testAccount.policy = newValue }
    }

    /// The license again, made later.
    mutating func renew(
        at now: Timestamp, statusIndex: StatusIndex? = nil
    ) throws -> SignedMessage {
        var claims = license.claims
        claims.issuedAt = now
        if let statusIndex { claims.statusIndex = statusIndex }
        claims.expiresAt = now + .seconds(3 * 365 * 86_400)
        license = try vendor.verified(claims)
        return license.message
    }

    /// Answers whatever a device sends.
    mutating func answer(_ message: SignedMessage, at now: Timestamp) throws -> SignedMessage {
        try testAccount.answer(message, at: now)
    }

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
                return SigningKey.test(self.number)
            },
            readKey: { _ throws(KeyFileError) in
                self.hasKey.withLock { $0 } ? SigningKey.test(self.number) : nil
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
    /// A ledger on the disk of this machine, whatever that is.
    static func onDisk(_ directory: String) throws -> Ledger {
        let facts = MachineFact(ConditionKey("machine-id")!, "m").map { [$0] }
        return try Ledger.open(
            directory, trusting: LedgerVendor.trust, at: LedgerVendor.start,
            on: .linux(ledger: directory, facts: facts), files: SystemFiles())
    }

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
