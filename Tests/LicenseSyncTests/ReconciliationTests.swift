import COSE
import COSESigning
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseSync

/// The account of one license and its devices, whose messages are signed and verified like any others.
private struct ReconciledAccount {
    var account: LicenseAccount
    var policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))
    var devices: [ActivationState] = []
    private var messages: UInt64 = 0

    init(_ change: (inout LicenseClaims) -> Void = { _ in }) {
        var claims = SyncFixture.plain.license.claims
        change(&claims)
        account = LicenseAccount(claims)
    }

    /// Takes a seat for the next device.
    mutating func activate() throws {
        let request = try SyncFixture.plain.request(
            from: SyncFixture.deviceKey(devices.count), number: next())
        let answer = account.answer(
            try verified(request, devices.count), held: nil, id: SyncFixture.id(next()),
            policy: policy, at: SyncFixture.start)
        account = answer.account
        devices.append(try #require(answer.activation))
    }

    /// A device's report of its use, and what it is answered.
    mutating func report(_ device: Int, _ usage: UsageTotal) throws -> ReceiptDraft {
        let held = devices[device]
        var report = UsageReport(
            of: held.id, sequence: (held.history.newest?.sequence ?? 0) + 1,
            issuedAt: SyncFixture.start, journal: SimulatedLedger.journal(usage))
        report.usage = usage
        if report.sequence > 1 {
            report.previousReport = held.history.entries[report.sequence - 1]?.report
        }
        let message = try report.signed(by: SyncFixture.deviceKey(device))
        let answer = account.answer(
            try UnverifiedUsageReport(message).verified(by: held.device), of: held,
            policy: policy, at: SyncFixture.start)
        return try take(answer, device)
    }

    /// A device's last word, and what it is answered.
    mutating func deactivate(_ device: Int, _ usage: UsageTotal) throws -> ReceiptDraft {
        let request = try SyncFixture.plain.request(
            .deactivate(used: usage), from: SyncFixture.deviceKey(device), number: next())
        let answer = account.answer(
            try verified(request, device), held: devices[device], id: devices[device].id,
            policy: policy, at: SyncFixture.start)
        return try take(answer, device)
    }

    mutating func void(_ device: Int) -> UInt64 {
        account.void(&devices[device], at: SyncFixture.start)
    }

    private mutating func take(_ answer: Answer, _ device: Int) throws -> ReceiptDraft {
        account = answer.account
        devices[device] = try #require(answer.activation)
        guard case .new(let draft) = answer.reply else {
            throw SyncError.otherRequest
        }
        // Whatever is said can be signed.
        _ = try draft.signed(by: SyncFixture.serviceKey())
        return draft
    }

    private func verified(
        _ request: ActivationRequest, _ device: Int
    ) throws -> VerifiedActivationRequest {
        try ActivationRequest.verify(request.signed(by: SyncFixture.deviceKey(device)))
    }

    private mutating func next() -> UInt64 {
        messages += 1
        return 9000 + messages
    }
}

@Suite struct `Reconciliation` {
    private static let most = UInt64(Limits.maxCount)

    private static func meters(_ numbers: Range<UInt32>, _ units: UInt64 = 1) -> UsageTotal {
        var usage = UsageTotal()
        for number in numbers { usage.raise(Meter(number), to: units) }
        return usage
    }

    @Test(arguments: [101, 1000, most])
    func `signs no larger allowance for a report beyond it`(used: UInt64) throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        let draft = try vendor.report(0, UsageTotal(units: used))
        #expect(draft.receipt.outcome == .accepted)
        #expect(draft.certificate?.allowance == 100)
        #expect(vendor.devices[0].allowance.overdraft == used - 100)
        #expect(vendor.account.pool?.left == 900)
        // The next one finds all that was left.
        try vendor.activate()
        #expect(vendor.devices[1].allowance.granted == 100)
    }

    /// Seats are held by device keys, whatever the devices say of the machine below them.
    @Test func `gives a hundred containers of one machine no more seats than there are`() throws {
        var account = ReconciledAccount().account
        var generator = SplitMix64(seed: 15)
        let machine = [try fact("machine-id", "one"), try fact("product-uuid", "the same")]
        var outcomes: [SyncOutcome: Int] = [:]
        for container in 0..<100 {
            let device = try SyncFixture.deviceKey(container)
            let request = try SyncFixture.plain.request(from: device, number: UInt64(container)) {
                $0.fingerprint = Fingerprint(of: machine, using: &generator)
            }
            let answer = account.answer(
                try ActivationRequest.verify(request.signed(by: device)), held: nil,
                id: SyncFixture.id(UInt64(500 + container)), policy: ReconciledAccount().policy,
                at: SyncFixture.start)
            guard case .new(let draft) = answer.reply else { throw SyncError.otherRequest }
            outcomes[draft.receipt.outcome, default: 0] += 1
            account = answer.account
        }
        #expect(outcomes == [.accepted: 3, .noSeat: 97])
    }

    /// A certificate proves what was promised before the restore; a report proves nothing.
    @Test func `grants nothing for a report after a restore, and calls it no lie`() throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        vendor.account.isHeldBack = true
        let draft = try vendor.report(0, UsageTotal(units: 600))
        #expect(draft.certificate?.allowance == 100)
        #expect(vendor.devices[0].allowance.granted == 100)
        #expect(vendor.devices[0].allowance.overdraft == 0)
        #expect(vendor.account.pool?.left == 900)
        // More than all that is left was promised to nobody.
        _ = try vendor.report(0, UsageTotal(units: 1500))
        #expect(vendor.devices[0].allowance.overdraft == 500)
        vendor.account.isHeldBack = false
        let last = try vendor.report(0, UsageTotal(units: 1500))
        #expect(last.certificate?.allowance == 100)
    }

    @Test func `grants a device in overdraft nothing more`() throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        _ = try vendor.report(0, UsageTotal(units: 101))
        vendor.policy.allowance.headroom = 500
        let draft = try vendor.report(0, UsageTotal(units: 101))
        #expect(draft.certificate?.allowance == 100)
    }

    @Test func `tells a device of its own meters and the units, within what can be said`() throws {
        var vendor = ReconciledAccount { $0.usageLimit = nil }
        try vendor.activate()
        try vendor.activate()
        _ = try vendor.report(0, Self.meters(0..<64, Self.most))
        var usage = UsageTotal(units: 5)
        usage.raise(Meter(7), to: 3)
        let draft = try vendor.report(1, usage)
        #expect(draft.receipt.outcome == .accepted)
        #expect(draft.receipt.usage.entries.map(\.meter) == [Meter(0), Meter(7)])
        #expect(draft.receipt.usage[.units] == Self.most)
        let none = try vendor.deactivate(0, Self.meters(1..<65))
        #expect(none.receipt.outcome == .deactivated)
        #expect(none.receipt.usage.entries.count == 64)
    }

    @Test func `refuses more meters than a message can name, and counts none of them`() throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        try vendor.activate()
        _ = try vendor.report(0, Self.meters(1..<65))
        let before = (vendor.account, vendor.devices[0])
        let draft = try vendor.report(0, Self.meters(1..<60).merging(UsageTotal(units: 5)))
        #expect(draft.receipt.outcome == .usage && draft.certificate == nil)
        #expect(vendor.account == before.0 && vendor.devices[0] == before.1)
        #expect(try vendor.report(1, UsageTotal(units: 5)).receipt.outcome == .accepted)
    }

    @Test func `takes every seat back, whatever its device says it has used`() throws {
        for usage in [
            UsageTotal(), UsageTotal(units: Self.most), Self.meters(64..<128),
            Self.meters(0..<64, Self.most),
        ] {
            var vendor = ReconciledAccount()
            try vendor.activate()
            _ = try vendor.report(0, Self.meters(0..<60, 70))
            let draft = try vendor.deactivate(0, usage)
            #expect(draft.receipt.outcome == .deactivated)
            #expect(vendor.account.seats.taken == 0)
            // None of these is the last word of the only copy.
            #expect(vendor.account.pool?.left == 830)
        }
    }

    @Test func `takes what a void device had out of the license, and counts it no more`() throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        try vendor.activate()
        _ = try vendor.report(1, UsageTotal(units: 20))
        _ = try vendor.report(0, Self.meters(0..<3, Self.most))
        #expect(vendor.void(0) == 100)
        #expect(vendor.account.pool?.left == 880)
        #expect(vendor.account.usage == UsageTotal(units: 20))
        #expect(vendor.account.seats.taken == 1)
        let draft = try vendor.report(0, Self.meters(0..<3, Self.most))
        #expect(draft.receipt.outcome == .deactivated && draft.certificate == nil)
        let last = try vendor.deactivate(0, UsageTotal(units: 40))
        #expect(last.receipt.outcome == .deactivated)
        #expect(vendor.account.usage == UsageTotal(units: 20))
        #expect(vendor.account.pool?.left == 880 && vendor.account.seats.taken == 1)
        #expect(vendor.devices[0].status == .void)
    }

    @Test func `takes nothing back twice`() throws {
        var vendor = ReconciledAccount()
        try vendor.activate()
        _ = vendor.void(0)
        #expect(vendor.void(0) == 0)
        #expect(vendor.account.seats.taken == 0 && vendor.account.pool?.left == 1000)
    }

    @Test func `goes on with a device whose license had no limit until now`() throws {
        var vendor = ReconciledAccount { $0.usageLimit = nil }
        try vendor.activate()
        let before = try vendor.report(0, UsageTotal(units: 60))
        #expect(before.certificate?.allowance == nil)
        vendor.account.pool = AllowancePool(limit: 1000)
        let first = try vendor.report(0, UsageTotal(units: 60))
        #expect(first.certificate?.allowance == 100)
        let second = try vendor.report(0, UsageTotal(units: 100))
        #expect(second.certificate?.allowance == 200)
        #expect(vendor.devices[0].allowance.overdraft == 0)
    }
}
