import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseLedger
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// Durable uses of a license against raw flushes of the same size on the same disk, and what a
/// decision costs out of a whole ledger.
enum LedgerBenchmark {
    static let start = Timestamp("2027-01-01")!

    static func run() throws {
        try withTemporaryDirectory { directory in
            let ledger = try prepare(directory + "/device")
            let floor = try RawFlush(directory + "/raw")
            let rounds = 300
            let uses = 150
            let best = try Measure.inTurns(
                7,
                [
                    { for _ in 0..<rounds { floor.write() } },
                    { for _ in 0..<rounds { try ledger.consume(at: start) } },
                    { inThreads(ledger, uses) }, { inTasks(ledger, uses) },
                ])
            let flush = best[0] / Double(rounds)
            Line("ledger, raw write of 72 bytes and fdatasync", flush * 1e6, "µs").show()
            Line("ledger, one durable use", best[1] / Double(rounds) * 1e6, "µs").show()
            Line(
                "ledger, one caller's share of the raw rate", best[0] / best[1], "×", atLeast: 0.8
            ).show()
            let all = Double(callers * uses)
            for (name, seconds) in [("threads", best[2]), ("tasks", best[3])] {
                Line(
                    "ledger, \(callers) \(name), multiple of the raw rate", all / seconds * flush,
                    "×", atLeast: 20
                ).show()
            }
            try decide(ledger)
        }
    }

    private static let callers = 64

    private static func inThreads(_ ledger: Ledger, _ uses: Int) {
        let group = DispatchGroup()
        for _ in 0..<callers {
            group.enter()
            Thread.detachNewThread {
                for _ in 0..<uses { precondition((try? ledger.consume(at: start)) != nil) }
                group.leave()
            }
        }
        group.wait()
    }

    private static func inTasks(_ ledger: Ledger, _ uses: Int) {
        let group = DispatchGroup()
        for _ in 0..<callers {
            group.enter()
            Task {
                for _ in 0..<uses {
                    let consumption = try? await ledger.consume(at: start)
                    precondition(consumption != nil)
                }
                group.leave()
            }
        }
        group.wait()
    }

    private static func decide(_ ledger: Ledger) throws {
        let organization = ledger.summary(at: start).license!.claims.organization
        let facts = Facts(organization: organization, benefit: .any, prefix: .any)
        let rounds = 20_000
        let seconds = try Measure.seconds {
            for _ in 0..<rounds {
                let decision = try ledger.decision(facts, at: start)
                precondition(decision.isAllowed)
            }
        }
        Line(
            "ledger, a decision with list, seat and usage", seconds / Double(rounds) * 1e6, "µs",
            atMost: 2
        ).show()
    }

    /// A device with a license, a seat and a list.
    private static func prepare(_ directory: String) throws -> Ledger {
        var generator = SplitMix64(seed: 12)
        let key = try SigningKey.derive(seed: generator.bytes(32))
        let service = try SigningKey.derive(seed: generator.bytes(32))
        let issuer = Issuer(.random(using: &generator), key: key)
        let pinned = issuer.verificationKey
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .years(5)
        terms.activationLimit = .seats(1)
        terms.usageLimit = 1 << 40
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(7)
        let minted = try issuer.mint(terms, for: grant, issuedAt: start, using: &generator)
        let ledger = try Ledger.open(
            directory,
            trusting: .keys(
                licenses: TrustedKeys(pinning: pinned),
                activations: ActivationKeys(pinning: service.verificationKey),
                statuses: StatusKeys(pinning: service.verificationKey)), at: start)
        let list = try StatusListBuilder(organization: issuer.organization, shard: 0).signed(
            by: service, sequence: 1, base: "https://acme.example", issuedAt: start,
            expiresAt: start + .seconds(9_000_000), timeToLive: .seconds(86_400))
        try install([minted.message], ledger)
        let request = try ActivationRequest.verify(ledger.request(.activate, at: start))
        let answer = LicenseAccount(minted.claims).answer(
            request, held: nil, id: .random(using: &generator),
            policy: SyncPolicy(allowance: AllowancePolicy(headroom: 1 << 40, share: 1)),
            at: start)
        guard case .new(let draft) = answer.reply else { preconditionFailure("no answer") }
        try install([draft.signed(by: service), list.message], ledger)
        return ledger
    }

    private static func install(_ objects: [SignedMessage], _ ledger: Ledger) throws {
        for result in ledger.install(objects, at: start) { _ = try result.get() }
    }
}

/// The least that a durable record can cost: written over a file that has its length already.
private final class RawFlush {
    private let descriptor: Int32
    private var offset = 0
    private let record = [UInt8](repeating: 7, count: 72)

    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "the file cannot be made")
        let room = [UInt8](repeating: 0, count: 1 << 20)
        precondition(pwrite(descriptor, room, room.count, 0) == room.count)
        precondition(fsync(descriptor) == 0)
    }

    deinit { close(descriptor) }

    func write() {
        precondition(pwrite(descriptor, record, record.count, offset) == record.count)
        precondition(fdatasync(descriptor) == 0)
        offset = (offset + record.count) % ((1 << 20) - record.count)
    }
}
