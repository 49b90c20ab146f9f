import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// Contents of every kind of message that keep every rule, each optional claim there or not.
struct RandomMessages {
    private let fixture: SyncFixture
    private var generator: SplitMix64

    init(seed: UInt64) throws {
        fixture = SyncFixture.plain
        generator = SplitMix64(seed: seed)
    }

    mutating func request(from device: VerificationKey) throws -> ActivationRequest {
        let id: RequestID = .random(using: &generator)
        let license: LicenseReference =
            switch Int.random(in: 0...2, using: &generator) {
            case 0: .key(try LicenseKey(fixture.license.message))
            case 1: .proof(LicenseProof(of: fixture.license, device: device, in: id))
            default: .legacy(try #require(LegacyKey("9E32DD-é-V3")))
            }
        let kind: RequestKind =
            Bool.random(using: &generator) ? .activate : .deactivate(used: usage())
        var request = ActivationRequest(
            kind, license: license, device: device, id: id, issuedAt: moment())
        request.fingerprint = maybe { $0.fingerprint() }
        request.label = try maybe { _ in try label("press \u{e9}") }
        request.conditions = try conditions()
        request.notes = try conditions()
        return request
    }

    mutating func certificate(for device: VerificationKey) throws -> ActivationCertificate {
        var certificate = ActivationCertificate(
            .random(using: &generator), of: .random(using: &generator),
            organization: .random(using: &generator), device: device, issuedAt: moment())
        certificate.leaseEnd = maybe { _ in certificate.issuedAt + .seconds(1) }
        certificate.fingerprint = maybe { $0.fingerprint() }
        certificate.allowance = maybe { .random(in: 0...(1 << 53 - 1), using: &$0.generator) }
        certificate.label = try maybe { _ in try label("x") }
        certificate.conditions = try conditions()
        certificate.expiryOverride = maybe { $0.moment() }
        certificate.lists = lists()
        return certificate
    }

    mutating func report() -> UsageReport {
        var report = UsageReport(
            of: .random(using: &generator), sequence: .random(in: 1...3, using: &generator),
            issuedAt: moment(), journal: JournalHash(generator.bytes(32)) ?? .empty)
        report.usage = usage()
        report.previousReport = report.sequence == 1 ? nil : digest()
        report.previousReceipt = maybe { $0.digest() }
        report.held = HeldVersions(
            bundle: maybe { .random(in: 1...9, using: &$0.generator) }, lists: lists())
        return report
    }

    mutating func receipt(with certificate: SignedMessage, of activation: ActivationID) throws
        -> Receipt
    {
        let outcome = SyncOutcome.allCases.randomElement(using: &generator) ?? .accepted
        var receipt = Receipt(to: digest(), outcome, issuedAt: moment())
        if Bool.random(using: &generator) {
            receipt.activation = activation
            receipt.sequence = maybe { .random(in: 1...9, using: &$0.generator) }
            receipt.certificate = maybe { _ in certificate }
        }
        receipt.replacement = try maybe { try LicenseKey($0.fixture.license.message) }
        receipt.usage = usage()
        return receipt
    }

    mutating func reset() -> ClockReset {
        let time = moment()
        return ClockReset(
            of: .random(using: &generator), number: .random(in: 1...9, using: &generator),
            time: time, expiresAt: time + .seconds(1))
    }

    // MARK: - Parts

    private mutating func maybe<Value>(
        _ draw: (inout RandomMessages) throws -> Value
    ) rethrows -> Value? {
        Bool.random(using: &generator) ? try draw(&self) : nil
    }

    private mutating func moment() -> Timestamp {
        SyncFixture.moment(.random(in: 0...4_000_000_000, using: &generator))
    }

    private mutating func digest() -> MessageDigest { MessageDigest(of: generator.bytes(4)) }

    private mutating func fingerprint() -> Fingerprint {
        let count = Int.random(in: 1...8, using: &generator)
        let facts = (0..<count).compactMap { number in
            ConditionKey("fact-\(number)").flatMap { MachineFact($0, "\(generator.next())") }
        }
        guard let fingerprint = Fingerprint(of: facts, using: &generator) else {
            preconditionFailure("no fingerprint of \(facts)")
        }
        return fingerprint
    }

    private mutating func usage() -> UsageTotal {
        var usage = UsageTotal()
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            usage.raise(
                Meter(.random(in: 0...300, using: &generator)),
                to: .random(in: 0...1_000_000, using: &generator))
        }
        return usage
    }

    private mutating func lists() -> ListSequences {
        var lists = ListSequences()
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            lists.raise(
                .random(in: 0..<4096, using: &generator), to: .random(in: 1...9, using: &generator))
        }
        return lists
    }

    private mutating func conditions() throws -> [Condition] {
        guard Bool.random(using: &generator) else { return [] }
        return [
            condition("os", .text("e\u{301}")), condition("cpus", .integer(-4)),
            condition("signed", .bool(false)),
        ].sorted { $0.key < $1.key }
    }
}
