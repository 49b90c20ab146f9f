import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseLedger

@Suite struct `A ledger's seat` {
    private static let start = LedgerVendor.start
    private static func days(_ count: Int64) -> Timestamp { start + .seconds(count * 86_400) }

    @Test func `that was given back is not brought back by an older answer`() throws {
        var vendor = try LedgerVendor(seats: .seats(1))
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.days(1)
        let late = try vendor.answer(ledger.request(.activate, at: now), at: now)
        let last = try ledger.request(.deactivate, at: now)
        #expect(throws: LedgerError.message(.otherRequest)) { try ledger.take(late, at: now) }
        let keys = ActivationKeys(pinning: LedgerVendor.service.verificationKey)
        let certificate = try #require(try keys.verifyReceipt(late).certificate)
        #expect(throws: LedgerError.ended) {
            try ledger.take(certificate.message, at: now)
        }
        _ = try vendor.answer(last, at: now)
        // Another machine has the seat now.
        let other = try `A ledger`.activated(&vendor, TestMachine(51), SimulatedDisk())
        #expect(try other.decide(vendor, at: now).isAllowed)
        let again = try machine.open(disk.afterKill(), at: now)
        #expect(try again.decide(vendor, at: now).reasons == [.notActivated(.seats(1))])
        #expect(throws: LedgerError.ended) { try again.consume(at: now) }
    }

    @Test func `is kept for the longest lease that the machine was given`() throws {
        var vendor = try LedgerVendor(seats: .seats(1))
        vendor.policy.lease = .seconds(365 * 86_400)
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        vendor.policy.lease = .seconds(86_400)
        // The answer with the shorter lease never gets there.
        _ = try vendor.answer(ledger.pendingReport(at: Self.days(1)), at: Self.days(1))
        let now = Self.days(5)
        #expect(try ledger.decide(vendor, at: now).isAllowed)
        let other = try TestMachine(51).open(SimulatedDisk(), at: now)
        try other.take(vendor.license.message, at: now)
        guard
            case .receipt(let effects, _) = try other.take(
                vendor.answer(other.request(.activate, at: now), at: now), at: now)
        else {
            Issue.record("an answer is expected")
            return
        }
        #expect(effects == [.refused(.noSeat)])
        #expect(other.summary(at: now).refusal == .noSeat)
    }

    @Test func `is not looked for in a file of more objects than anybody needs`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let lists = try (1...1025).map {
            try vendor.list(.valid, sequence: UInt64($0), at: Self.start)
        }
        #expect(
            ledger.install(lists, at: Self.start)
                == [.failure(.tooManyObjects(limit: 1024))])
        #expect(ledger.summary(at: Self.start).list == nil)
    }

    @Test func `comes with an answer although its license is older than the one here`() throws {
        var vendor = try LedgerVendor()
        let old = try LicenseKey(vendor.license.message)
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        let now = Self.days(9)
        try ledger.take(vendor.renew(at: now), at: now)
        let request = try ledger.request(.activate, at: now)
        var answer = Receipt(to: MessageDigest(of: request.bytes), .accepted, issuedAt: now)
        answer.replacement = old
        let answered = try ledger.take(answer.signed(by: LedgerVendor.service), at: now)
        guard case .receipt = answered else {
            Issue.record("the answer is not taken: \(answered)")
            return
        }
        #expect(ledger.summary(at: now).license?.claims.issuedAt == now)
    }
}
