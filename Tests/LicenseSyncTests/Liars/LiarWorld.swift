import COSE
import COSESigning
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseSync

/// A rule that did not hold.
struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Far cheaper than an expectation, of which a simulation has millions.
func hold(_ condition: Bool, _ words: @autoclosure () -> String) throws(Broken) {
    if !condition { throw Broken(words()) }
}

/// Two devices that keep to the rules, four that do not, and a vendor who hears all of them.
struct LiarWorld {
    static let honest = 0..<2
    static let liars = 2..<6
    private static let huge = UInt64(Limits.maxCount)

    var vendor: LiarVendor
    var ledgers: [SimulatedLedger]
    /// Copies that a liar has kept of its ledger: forks, and snapshots to go back to.
    var copies: [SimulatedLedger] = []
    /// Every message that was ever sent, for those who send it again.
    var sent: [Envelope] = []
    var now = SyncFixture.start
    var generator: SplitMix64

    init(seed: UInt64, _ sealing: Sealing) {
        generator = SplitMix64(seed: seed)
        var policy = SyncPolicy(
            lease: .seconds(10_000),
            allowance: AllowancePolicy(
                headroom: 50 + generator.next() % 300, share: 1 + generator.next() % 3))
        policy.onFork = generator.next() % 2 == 0 ? .warn : .refuse
        vendor = LiarVendor(sealing, policy)
        ledgers = (0..<6).map { SimulatedLedger($0) }
    }

    private mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }

    private mutating func liar() -> Int { Self.liars.lowerBound + below(Self.liars.count) }

    /// One thing happens.
    mutating func step() throws {
        now = now + .seconds(Int64(below(3000)))
        switch below(16) {
        case 0...4: try beHonest(below(Self.honest.count))
        case 5: try again()
        case 6: try vendorActs()
        default: try lie(liar())
        }
    }

    // MARK: - Those who keep to the rules

    private mutating func beHonest(_ device: Int) throws {
        ledgers[device].use(UInt64(below(80)))
        let action = below(12)
        if ledgers[device].activation == nil || action == 0 {
            try ask(device, .activate)
        } else if action == 1 {
            try ask(device, .deactivate(used: ledgers[device].usage))
        } else {
            // One meter of its own that nobody limits.
            ledgers[device].usage.raise(Meter(7), to: ledgers[device].usage[Meter(7)] + 1)
            try report(device)
        }
    }

    private mutating func ask(_ device: Int, _ kind: RequestKind) throws {
        let request = ledgers[device].request(kind, at: now)
        let envelope = try seal(.request(request), by: device, isHonest: true)
        ledgers[device].sent(envelope.digest, sequence: 0)
        guard let delivery = try send(envelope) else {
            throw Broken("an honest device has no answer")
        }
        if case .deactivate = kind {
            try hold(delivery.receipt.outcome == .deactivated, "a seat is always taken back")
            ledgers[device].hasEnded = true
        } else if ledgers[device].hasEnded {
            try hold(delivery.receipt.outcome == .deactivated, "a seat is always taken back")
        } else {
            try hold(
                delivery.receipt.outcome == .accepted || delivery.receipt.outcome == .noSeat,
                "an honest request is \(delivery.receipt.outcome)")
        }
        try take(delivery, device)
    }

    private mutating func report(_ device: Int) throws {
        guard let next = ledgers[device].nextReport(at: now) else { return }
        let envelope = try seal(.report(next), by: device, isHonest: true)
        ledgers[device].sent(envelope.digest, sequence: next.sequence)
        // Now and then a message is lost, or the answer to it.
        let fate = below(8)
        if fate == 0 { return sent.append(envelope) }
        guard let delivery = try send(envelope) else {
            throw Broken("an honest device has no answer")
        }
        let outcome = delivery.receipt.outcome
        let expected: [SyncOutcome] =
            ledgers[device].hasEnded ? [.deactivated] : [.accepted, .noSeat]
        try hold(expected.contains(outcome), "an honest report is \(outcome)")
        if fate > 1 { try take(delivery, device) }
    }

    private mutating func take(_ delivery: Delivery, _ device: Int) throws {
        let before = ledgers[device].allowance
        ledgers[device].take(delivery)
        try hold(ledgers[device].allowance >= before, "an honest device's allowance never falls")
    }

    // MARK: - Those who do not

    private mutating func lie(_ device: Int) throws {
        guard ledgers[device].activation != nil else {
            return try send(request: .activate, by: device)
        }
        switch below(12) {
        case 0: try send(request: .activate, by: device)
        case 1: copies.append(ledgers[device])
        case 2: restore()
        case 3: try send(request: .deactivate(used: randomUsage(device)), by: device)
        case 4: try sendOfOther(device)
        case 5: try send(reportOf: device) { _, _ in }
        case 6:
            try send(reportOf: device) { report, _ in
                report.sequence += 1 + UInt64(report.issuedAt.secondsSinceEpoch % 5)
                if report.previousReport == nil { report.previousReport = MessageDigest(of: [1]) }
            }
        default:
            let usage = randomUsage(device)
            try send(reportOf: device) { report, ledger in
                ledger.usage = usage
                report.usage = usage
                report.journal = SimulatedLedger.journal(usage)
            }
        }
    }

    /// What a liar says it has used: too much, too little, of too many meters.
    private mutating func randomUsage(_ device: Int) -> UsageTotal {
        let ledger = ledgers[device]
        switch below(8) {
        case 0: return UsageTotal()
        case 1: return UsageTotal(units: Self.huge)
        case 2: return UsageTotal(units: ledger.usage[.units] / 2)
        case 3: return UsageTotal(units: LiarVendor.limit)
        case 4: return UsageTotal(units: ledger.allowance)
        case 5: return UsageTotal(units: ledger.allowance + 1 + UInt64(below(500)))
        default:
            var usage = ledger.usage
            if below(2) == 0 { usage = UsageTotal() }
            let first = UInt32(below(5)) * 40
            for number in first..<(first + 64) where usage.entries.count < SyncLimits.maxMeters {
                usage.raise(Meter(number), to: below(3) == 0 ? Self.huge : 1 + UInt64(below(900)))
            }
            return usage
        }
    }

    /// An older copy of a ledger takes the place of the newer one.
    private mutating func restore() {
        guard !copies.isEmpty else { return }
        let copy = copies[below(copies.count)]
        copies.append(ledgers[copy.device])
        ledgers[copy.device] = copy
    }

    /// A report in the name of another device's seat, under the liar's own key.
    private mutating func sendOfOther(_ device: Int) throws {
        let victim = ledgers[below(ledgers.count)]
        guard victim.device != device, let report = victim.nextReport(at: now) else { return }
        let answer = try send(try seal(.report(report), by: device, isHonest: false))
        try hold(answer == nil, "a report that another device signed is refused")
    }

    private mutating func send(request kind: RequestKind, by device: Int) throws {
        let request = ledgers[device].request(kind, at: now)
        let envelope = try seal(.request(request), by: device, isHonest: false)
        ledgers[device].sent(envelope.digest, sequence: 0)
        let delivery = try send(envelope)
        if case .deactivate = kind {
            try hold(delivery?.receipt.outcome == .deactivated, "a seat is always taken back")
        }
        if let delivery { ledgers[device].take(delivery) }
    }

    private mutating func send(
        reportOf device: Int, _ change: (inout UsageReport, inout SimulatedLedger) -> Void
    ) throws {
        guard var report = ledgers[device].nextReport(at: now) else { return }
        change(&report, &ledgers[device])
        let envelope = try seal(.report(report), by: device, isHonest: false)
        ledgers[device].sent(envelope.digest, sequence: report.sequence)
        if let delivery = try send(envelope) { ledgers[device].take(delivery) }
    }

    /// Any message that was ever sent comes again, whoever sent it first.
    private mutating func again() throws {
        guard !sent.isEmpty else { return }
        let envelope = sent[below(sent.count)]
        let answer = try vendor.answer(envelope, at: now)
        if envelope.isHonest { try hold(answer != nil, "an honest device is always answered") }
    }

    // MARK: - The vendor

    private mutating func vendorActs() throws {
        // The registry is one that was restored, until somebody settles what was promised.
        if below(6) == 0 { vendor.account.isHeldBack.toggle() }
        let liars = vendor.activations.indices.filter { index in
            !Self.honest.contains { LiarVendor.devices[$0] == vendor.activations[index].device }
        }
        guard !liars.isEmpty else { return }
        let index = liars[below(liars.count)]
        if below(2) == 0 {
            vendor.free(index, at: now)
        } else {
            let left = vendor.account.pool?.left ?? 0
            let granted = vendor.activations[index].allowance.granted
            vendor.void(index, at: now)
            try hold(vendor.account.pool?.left == left + granted, "what is voided comes back")
        }
    }

    // MARK: - Messages

    private mutating func send(_ envelope: Envelope) throws -> Delivery? {
        sent.append(envelope)
        return try vendor.answer(envelope, at: now)
    }

    private mutating func seal(
        _ contents: Envelope.Contents, by signer: Int, isHonest: Bool
    ) throws -> Envelope {
        guard vendor.sealing == .signed else {
            return Envelope(
                contents: contents, signer: signer, isHonest: isHonest,
                digest: vendor.nextDigest(), message: nil)
        }
        let key = try SyncFixture.deviceKey(signer)
        let message =
            switch contents {
            case .request(let request): try request.signed(by: key)
            case .report(let report): try report.signed(by: key)
            }
        return Envelope(
            contents: contents, signer: signer, isHonest: isHonest,
            digest: MessageDigest(of: message.bytes), message: message)
    }
}

// MARK: - What must hold after each step

extension LiarWorld {
    func check() throws {
        try checkAllowances()
        try checkHonest()
        try checkBooks()
    }

    /// However much devices claim, the vendor has never signed more than the license has.
    private func checkAllowances() throws {
        let outstanding = vendor.signed.reduce(0, +) - vendor.returned
        try hold(outstanding <= LiarVendor.limit, "more was signed than the license has")
        let granted = vendor.activations.reduce(0) { $0 + $1.allowance.granted }
        try hold(vendor.account.pool?.granted == granted, "the pool is not the sum of the grants")
        try hold(granted <= LiarVendor.limit, "more is granted than the license has")
    }

    /// Nobody else's word changes what is thought of a device that keeps to the rules.
    private func checkHonest() throws {
        for device in Self.honest {
            guard
                let activation = vendor.activations.first(where: {
                    $0.device == LiarVendor.devices[device]
                })
            else { continue }
            try hold(activation.allowance.overdraft == 0, "an honest device is in overdraft")
            try hold(
                activation.status == (ledgers[device].hasEnded ? .ended : .active),
                "an honest device is \(activation.status)")
            try hold(
                ledgers[device].usage.covers(activation.usage),
                "an honest device is said to have used more than it has")
            if !ledgers[device].hasEnded {
                try hold(
                    ledgers[device].allowance <= activation.allowance.granted,
                    "a certificate allows more than is granted")
            }
        }
    }

    /// The sums are those of the parts.
    private func checkBooks() throws {
        let taken = vendor.activations.count { $0.holdsSeat(at: now) }
        try hold(taken <= 4, "more seats are taken than there are")
        let units = vendor.activations.reduce(0) { $0 + $1.usage[.units] }
        try hold(vendor.account.usage[.units] == units, "the license's total is not the sum")
        for activation in vendor.activations {
            try hold(
                activation.usage.entries.count <= SyncLimits.maxMeters,
                "a device has more meters than a message can name")
            guard activation.status == .void else { continue }
            try hold(
                activation.usage.isZero && activation.allowance == Allowance(),
                "a void device counts")
        }
    }
}
