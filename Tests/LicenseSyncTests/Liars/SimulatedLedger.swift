import COSE
import LicenseTestSupport
import LicenseVerifier

@testable import LicenseSync

/// A device's ledger with what the rules ask of it, and nothing of files.
///
/// A device that keeps to the rules has one. One that lies has copies, and says what it likes.
struct SimulatedLedger {
    let device: Int
    var usage = UsageTotal()
    var activation: ActivationID?
    var allowance: UInt64 = 0
    var hasEnded = false
    private var certifiedAt: Timestamp?
    private var sequence: UInt64 = 0
    private var report: MessageDigest?
    private var receipt: MessageDigest?
    private var answered: UInt64 = 0
    private var waiting: [MessageDigest: UInt64] = [:]
    private var requests: UInt64 = 0
    private static let license: LicenseReference = .key(
        try! LicenseKey(SyncFixture.plain.license.message))

    init(_ device: Int) {
        self.device = device
    }

    /// Counts as far as the newest certificate allows.
    mutating func use(_ amount: UInt64) {
        guard !hasEnded else { return }
        usage.raise(.units, to: min(allowance, usage[.units] + amount))
    }

    /// The next request, as it is signed.
    mutating func request(_ kind: RequestKind, at now: Timestamp) -> ActivationRequest {
        requests += 1
        return ActivationRequest(
            kind, license: Self.license, device: LiarVendor.devices[device],
            id: SyncFixture.id(UInt64(device) << 32 + requests), issuedAt: now)
    }

    /// The next report, as it is signed; nil before there is a seat.
    func nextReport(at now: Timestamp) -> UsageReport? {
        guard let activation else { return nil }
        var next = UsageReport(
            of: activation, sequence: sequence + 1, issuedAt: now, journal: Self.journal(usage))
        next.usage = usage
        next.previousReport = report
        next.previousReceipt = receipt
        return next
    }

    /// Where a journal of these totals stands.
    static func journal(_ usage: UsageTotal) -> JournalHash {
        var mixed: UInt64 = 1
        for entry in usage.entries {
            for number in [UInt64(entry.meter.number), entry.units] {
                var generator = SplitMix64(seed: mixed ^ number)
                mixed = generator.next()
            }
        }
        var generator = SplitMix64(seed: mixed)
        let bytes = generator.bytes(32)
        return JournalHash(bytes)!
    }

    /// Remembers a message that waits for its answer; 0 is the number of a request.
    mutating func sent(_ digest: MessageDigest, sequence: UInt64) {
        if sequence > 0 {
            self.sequence = sequence
            report = digest
        }
        waiting[digest] = sequence
    }

    /// Takes an answer to one of its own messages; false for any other.
    @discardableResult
    mutating func take(_ delivery: Delivery) -> Bool {
        guard let number = waiting.removeValue(forKey: delivery.receipt.request) else {
            return false
        }
        if let certificate = delivery.certificate,
            certifiedAt.map({ certificate.issuedAt >= $0 }) ?? true
        {
            activation = certificate.activation
            allowance = certificate.allowance ?? 0
            certifiedAt = certificate.issuedAt
        }
        if receipt == nil || number >= answered, delivery.receipt.outcome != .stale {
            receipt = delivery.digest
            answered = number
        }
        return true
    }
}
