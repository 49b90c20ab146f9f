// swift-format-ignore-file: NeverForceUnwrap

import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A seat` {
    private static let day = Duration.seconds(86_400)

    private func decide(
        on device: UInt8 = 5, _ facts: [MachineFact] = Device.facts, after span: Duration = .zero,
        _ change: (inout ActivationCertificate) -> Void = { _ in }
    ) throws -> Decision {
        let license = try Device.license()
        return license.evaluate(
            try self.facts(on: device, facts, change), at: Device.now + span)
    }

    private func facts(
        on device: UInt8, _ machine: [MachineFact],
        _ change: (inout ActivationCertificate) -> Void
    ) throws -> Facts {
        let certificate = try Device.activationKeys.verify(
            Device.certificate(change).signed(by: Device.key(2)))
        var facts = Facts(organization: Device.organization, benefit: .any, prefix: .any)
        facts.usage = .used(0)
        facts.activation = .seat(
            certificate.seat(on: Device.key(device).verificationKey, machine))
        return facts
    }

    @Test func `is good on its machine, for its license, within its lease`() throws {
        #expect(try decide().reasons.isEmpty)
        #expect(try decide { $0.leaseEnd = nil }.reasons.isEmpty)
        #expect(try decide([]) { $0.fingerprint = nil }.reasons.isEmpty)
    }

    @Test func `is no good with another key, on another machine, for another license`() throws {
        #expect(try decide(on: 6).reasons == [.seatOfOtherMachine])
        #expect(try decide([]).reasons == [.seatOfOtherMachine])
        #expect(
            try decide(Array(Device.facts.dropFirst(2))).reasons == [.seatOfOtherMachine])
        var generator = SplitMix64(seed: 4)
        let other = LicenseID.random(using: &generator)
        #expect(try decide { $0.license = other }.reasons == [.seatOfOtherLicense(other)])
        let foreign = OrganizationID.random(using: &generator)
        #expect(try decide { $0.organization = foreign }.reasons.map(\.step) == [19])
    }

    @Test func `warns a week before its lease ends, and ends with it`() throws {
        let end = Self.day * 90
        let quiet = try decide(after: end - Self.day * 7 - .seconds(1))
        #expect(!quiet.warnings.map(\.code).contains("activation.lease-ends-soon"))
        let soon = try decide(after: end - Self.day * 7)
        #expect(soon.isAllowed)
        #expect(soon.warnings.map(\.code).contains("activation.lease-ends-soon"))
        #expect(try decide(after: end - .seconds(1)).isAllowed)
        #expect(try decide(after: end).reasons == [.leaseEnded(at: Device.now + end)])
    }

    @Test func `is foreseen by the timeline day by day`() throws {
        let license = try Device.license()
        let facts = try facts(on: 5, Device.facts) { _ in }
        let timeline = license.timeline(
            facts, from: Device.now, through: Device.now + Self.day * 200)
        for days in 0..<200 {
            let now = Device.now + Self.day * days
            #expect(timeline.decision(at: now) == license.evaluate(facts, at: now))
        }
    }
}
