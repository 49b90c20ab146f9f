import COSE
import COSESigning
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

/// The bundle of the setting `trust.bundle`, over starts and reloads.
@Suite struct `A trust bundle that a file holds` {
    private static let root = 80 as UInt8
    private static let stranger = 81 as UInt8

    private static func bundle(
        _ version: UInt64, of vendor: TestService, roots: [UInt8] = [root],
        signedBy signers: [UInt8] = [root], lasts: Int64 = 90,
        adjust: (inout TrustBundle) -> Void = { _ in }
    ) throws -> [UInt8] {
        var bundle = TrustBundle(
            organization: vendor.organization,
            roots: try roots.map { try TestService.key($0).verificationKey }, threshold: 1,
            issuedAt: vendor.now - .seconds(86_400),
            expiresAt: vendor.now + .seconds(lasts * 86_400))
        bundle.version = version
        bundle.keys = [
            (vendor.issuer.verificationKey, KeyRole.issue), (vendor.keys.answerKey, .activate),
            (vendor.keys.listKey, .status),
        ].map { key, role in
            BundleKey(
                key, role: role, notBefore: vendor.now - .seconds(60),
                notAfter: vendor.now + .seconds(400 * 86_400))
        }
        adjust(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        for signer in signers { try ceremony.sign(by: try TestService.key(signer)) }
        return ceremony.bytes
    }

    private static func with(
        _ body: (TestService, MarkDirectory) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let marks = MarkDirectory(path: directory + "/mark")
            let vendor = try TestService(directory) { $0.marks = marks }
            try await body(vendor, marks)
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    /// The service as it starts with a file.
    private static func started(
        _ vendor: TestService, _ marks: MarkDirectory, with bundle: [UInt8]
    ) throws -> LatchkeyService {
        try vendor.anotherNode(clock: vendor.clock) { parts in
            (parts.marks, parts.trustBundle) = (marks, bundle)
        }
    }

    @Test func `follows the one before at a reload, or changes nothing`() async throws {
        try await Self.with { vendor, _ in
            let trust = vendor.service.trust
            let second = try Self.bundle(2, of: vendor)
            try trust.take(second)
            for _ in 0..<2 { try trust.take(second) }
            let refused = [
                try Self.bundle(1, of: vendor),
                try Self.bundle(2, of: vendor) { $0.listFloors = [0: 9] },
                try Self.bundle(3, of: vendor, roots: [Self.stranger], signedBy: [Self.stranger]),
                try Self.bundle(3, of: vendor, lasts: 0),
            ]
            for bundle in refused {
                #expect(throws: BundleRefusal.self) { try trust.take(bundle) }
                #expect(trust.current?.octets == second)
            }
            let third = try Self.bundle(3, of: vendor)
            try trust.take(third)
            #expect(trust.current?.octets == third)
        }
    }

    @Test func `follows the one of before a restart, which is handed out instead of a lower one`()
        async throws
    {
        try await Self.with { vendor, marks in
            let third = try Self.bundle(3, of: vendor)
            try vendor.service.trust.take(third)
            let lower = [
                try Self.bundle(2, of: vendor),
                try Self.bundle(3, of: vendor) { $0.listFloors = [0: 9] },
                try Self.bundle(4, of: vendor, roots: [Self.stranger], signedBy: [Self.stranger]),
            ]
            for bundle in lower {
                let service = try Self.started(vendor, marks, with: bundle)
                #expect(service.trust.current?.octets == third)
                #expect(throws: BundleRefusal.self) { try service.trust.take(bundle) }
                try await service.runtime.pool.shutDown()
            }
            // Root keys are handed on from one to the next.
            let fourth = try Self.bundle(
                4, of: vendor, roots: [Self.stranger], signedBy: [Self.root, Self.stranger])
            let fifth = try Self.bundle(
                5, of: vendor, roots: [Self.stranger], signedBy: [Self.stranger])
            for bundle in [fourth, fifth] {
                let service = try Self.started(vendor, marks, with: bundle)
                #expect(service.trust.current?.octets == bundle)
                try await service.runtime.pool.shutDown()
            }
        }
    }

    @Test func `is signed by its own root keys, also the first one`() async throws {
        try await Self.with { vendor, marks in
            let unsigned = try Self.bundle(1, of: vendor, signedBy: [Self.stranger])
            #expect(throws: (any Error).self) {
                try Self.started(vendor, marks, with: unsigned)
            }
        }
    }

    /// Devices are to hear of a theft, so it is handed out; by mistake a key is not lost
    /// (`BundleFitnessTests`).
    @Test func `marks the keys of the service as stolen, which then sign nothing`() async throws {
        try await Self.with { vendor, _ in
            let other = BundleKey(
                try TestService.key(90).verificationKey, role: .activate,
                notBefore: vendor.now - .seconds(60), notAfter: vendor.now + .seconds(86_400))
            let next = BundleKey(
                try TestService.key(91).verificationKey, role: .status,
                notBefore: other.notBefore, notAfter: other.notAfter)
            let license = try vendor.license()
            await vendor.service.publisher.round()
            let before = try #require(vendor.service.lists[0]).claims.sequence
            try vendor.service.trust.take(
                Self.bundle(1, of: vendor) { bundle in
                    for index in bundle.keys.indices where bundle.keys[index].role != .issue {
                        bundle.keys[index].compromisedAt = vendor.now
                    }
                    bundle.keys += [other, next]
                })
            try vendor.registry.issuance.setState(
                of: license.claims.license, to: .revoked, reason: "", now: vendor.now)
            await vendor.service.publisher.round()
            #expect(vendor.service.lists[0]?.claims.sequence == before)
            let ledger = try vendor.device("device", license)
            let request = try ledger.request(.activate, at: vendor.now)
            try await vendor.application.test(.router) { client in
                let answer = try await client.sync(request.bytes)
                #expect(answer.status == .conflict)
                #expect(String(buffer: answer.body).contains("service-key-withdrawn"))
                let health = try await client.execute(uri: "/health", method: .get)
                #expect(String(buffer: health.body).contains("key-withdrawn"))
            }
        }
    }
}
