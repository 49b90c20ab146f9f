import COSE
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
import Logging
import RegistryTestSupport
import Testing

@testable import LicenseService

/// A service whose registry goes back to a backup, while its devices have gone on.
private struct RestoredService {
    let vendor: TestService
    private let marks: MarkDirectory
    /// The registry as it is now, and the service on it.
    private(set) var registry: Registry
    private(set) var service: LatchkeyService

    init(_ directory: String, _ place: TestDatabase) throws {
        let marks = MarkDirectory(
            path: directory + "/mark", isShared: place.driver == .postgreSQL)
        let database = try place.open()
        let registry = try Registry(database, actor: "latchkeyd", now: TestService.now)
            .marked(in: marks, each: .zero, clock: { TestService.now })
        vendor = try TestService(
            directory, database: database, seats: .seats(2), usage: 300
        ) { parts in
            (parts.registry, parts.marks) = (registry, marks)
        }
        for (role, key) in [
            (KeyRole.activate, vendor.keys.answerKey), (.status, vendor.keys.listKey),
        ] {
            try registry.organizations.addServiceKey(
                ServiceKeyRecord(role: role, publicKey: key, createdAt: TestService.now))
        }
        self.marks = marks
        self.registry = registry
        service = vendor.service
    }

    /// Goes on with a copy of the files as they were, which do not know that they are one.
    ///
    /// - Parameter knowsMarks: whether the copy knows that there were marks.
    mutating func restore(
        _ backup: String, into place: TestDatabase, knowsMarks: Bool = true
    ) throws {
        let now = TestService.now
        let copy = try Registry(place.open(), actor: "latchkeyd", now: now)
        try Registry.open(sqlite: backup, now: now).maintenance.move(
            to: copy.maintenance, named: "\(place.url)", now: now)
        try place.run("UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
        // The node that published has died, and its lease has run out since.
        try place.run("DELETE FROM lease")
        if !knowsMarks {
            // As if the copy had been made before there was a mark, or a note of its database.
            try place.run("UPDATE registry_standing SET marked_at = NULL, home_database = ''")
        }
        registry = try copy.marked(in: marks, each: .zero, clock: { now })
        var parts = ServiceParts(
            registry: registry, keys: vendor.keys,
            publishing: PublishingPolicy(base: "https://keys.test"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        parts.marks = marks
        service = try LatchkeyService(parts, clock: vendor.clock)
    }

    func resume() throws {
        try registry.maintenance.continuity.resume(marks, now: TestService.now)
    }

    // MARK: - The vendor

    func sell(seed: UInt64) throws -> VerifiedLicense {
        let index = try registry.statusLists.reserveIndexes(
            1, organization: vendor.organization, now: TestService.now)[0]
        var generator = SplitMix64(seed: seed)
        var grant = Grant(vendor.benefit.id)
        grant.statusIndex = index
        let minted = try vendor.issuer.mint(
            vendor.benefit.terms, for: grant, issuedAt: TestService.now, using: &generator)
        try registry.issuance.record([LicenseRecord(minted)], now: TestService.now)
        return try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }

    func revoke(_ license: VerifiedLicense) throws {
        try registry.issuance.setState(
            of: license.claims.license, to: .revoked, reason: "", now: TestService.now)
    }

    /// The license in a new key.
    func rotate(_ license: VerifiedLicense) throws -> VerifiedLicense {
        try registry.issuance.rotate(
            license.claims.license, by: vendor.issuer, now: TestService.now)
        let record = try #require(try registry.licenses.find(license.claims.license))
        return try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
            LicenseKey(record.message))
    }

    /// Publishes what has changed, and says what a list's number is.
    func publish() async throws -> UInt64 {
        await service.publisher.round()
        return try #require(service.lists[0]).claims.sequence
    }

    // MARK: - Devices

    func device(_ name: String, _ license: VerifiedLicense) async throws -> Ledger {
        let ledger = try vendor.device(name, license)
        let request = try ledger.request(.activate, at: TestService.now)
        try ledger.take(await send(request.bytes))
        return ledger
    }

    func send(_ bytes: [UInt8]) async throws -> TestResponse {
        try await vendor.application(of: service).test(.router) { client in
            try await client.sync(bytes)
        }
    }

    func report(_ ledger: Ledger) async throws -> HTTPResponse.Status {
        let report = try ledger.pendingReport(at: TestService.now)
        let answer = try await send(report.bytes)
        if answer.status == .ok { try ledger.take(answer) }
        return answer.status
    }

    func showCertificate(_ ledger: Ledger) async throws -> HTTPResponse.Status {
        let certificate = try #require(ledger.certificate(at: TestService.now))
        return try await send(certificate.message.bytes).status
    }

    /// Reports as `latchkey-sync` does: with its certificate, where the service has forgotten it.
    func sync(_ ledger: Ledger) async throws -> HTTPResponse.Status {
        let status = try await report(ledger)
        guard status == .notFound else { return status }
        _ = try await showCertificate(ledger)
        return try await report(ledger)
    }

    /// Brings the newest list of its shard to a device, and says whether it allows its license.
    func isAllowed(_ ledger: Ledger) throws -> Bool {
        let license = try #require(ledger.summary(at: TestService.now).license)
        let index = try #require(license.claims.statusIndex)
        let document = try #require(service.lists[index.shard]).document
        let list = try SignedMessage(
            Array(document.body.readableBytesView), maxPayload: Limits.maxObjectBytes)
        for result in ledger.install([list], at: TestService.now) { _ = try result.get() }
        return try ledger.decision(
            Facts(organization: license.claims.organization, benefit: .any, prefix: .any),
            at: TestService.now
        ).isAllowed
    }

    func granted(_ ledgers: [Ledger]) throws -> UInt64 {
        try ledgers.reduce(0) { sum, ledger in
            let certificate = try #require(ledger.certificate(at: TestService.now))
            return sum + (certificate.certificate.allowance ?? 0)
        }
    }
}

@Suite struct `A service that was restored` {
    private static func with(
        _ driver: Driver,
        _ body: (inout RestoredService, _ directory: String, TestDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await TestDatabase.with(driver) { other in
                try await withTemporaryDirectory { directory in
                    var walk = try RestoredService(directory, place)
                    try await body(&walk, directory, other)
                    try await walk.service.runtime.pool.shutDown()
                    try await walk.vendor.service.runtime.pool.shutDown()
                }
            }
        }
    }

    @Test(arguments: Driver.available)
    func `allows every honest device, denies every revoked one, and gives nothing twice`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { walk, directory, other in
            let (shared, doomed, rotated) = (
                try walk.sell(seed: 1), try walk.sell(seed: 2), try walk.sell(seed: 3)
            )
            let known = try await walk.device("known", shared)
            let doomedDevice = try await walk.device("doomed", doomed)
            let old = try await walk.device("old", rotated)
            _ = try await known.consume(40, at: TestService.now)
            #expect(try await walk.report(known) == .ok)
            _ = try await walk.publish()
            let backup = directory + "/backup.sqlite"
            try walk.registry.maintenance.backup(to: backup, now: TestService.now)

            // What the backup does not know.
            let (late, lateDoomed) = (try walk.sell(seed: 4), try walk.sell(seed: 5))
            let unknown = try await walk.device("unknown", shared)
            let lateDevice = try await walk.device("late", late)
            let lateDoomedDevice = try await walk.device("late-doomed", lateDoomed)
            _ = try await known.consume(100, at: TestService.now)
            _ = try await unknown.consume(60, at: TestService.now)
            for ledger in [known, unknown] { #expect(try await walk.report(ledger) == .ok) }
            try walk.revoke(doomed)
            _ = try await walk.publish()
            try walk.revoke(lateDoomed)
            let renewed = try walk.rotate(rotated)
            let new = try await walk.device("new", renewed)
            let held = try await walk.publish()
            let honest = [known, unknown, lateDevice, new]
            let revoked = [doomedDevice, old, lateDoomedDevice]
            for ledger in honest { #expect(try walk.isAllowed(ledger)) }
            for ledger in revoked { #expect(try !walk.isAllowed(ledger)) }

            // It stands still until it is told to go on.
            try walk.restore(backup, into: other)
            await walk.service.publisher.round()
            #expect(walk.service.lists.standstill?.code == "registry.behind")
            #expect(try await walk.report(known) == .serviceUnavailable)
            #expect(throws: RegistryError.self) { try walk.sell(seed: 6) }
            try walk.resume()
            #expect(try await walk.publish() > held)
            for ledger in honest { #expect(try walk.isAllowed(ledger)) }
            for ledger in revoked { #expect(try !walk.isAllowed(ledger)) }

            // What devices can prove is theirs; what they cannot prove stays out of the pool.
            for ledger in [known, unknown] { #expect(try await walk.sync(ledger) == .ok) }
            #expect(
                try walk.registry.activations.usage(of: shared.claims.license)
                    == UsageTotal(units: 200))
            #expect(try await walk.sync(lateDevice) == .notFound)
            let asks = try lateDevice.request(.activate, at: TestService.now)
            try lateDevice.take(await walk.send(asks.bytes))
            let kept = try walk.registry.maintenance.continuity.unknownTokens(limit: 10)
            #expect(kept.map(\.license) == [late.claims.license])
            for license in [late, lateDoomed, renewed] {
                #expect(
                    try walk.registry.maintenance.continuity.adopt(license, now: TestService.now))
            }
            for ledger in [lateDevice, new] { #expect(try await walk.sync(ledger) == .ok) }
            _ = try await walk.publish()
            for ledger in honest { #expect(try walk.isAllowed(ledger)) }
            for ledger in revoked { #expect(try !walk.isAllowed(ledger)) }

            // Nothing is given twice, also when all is settled.
            try walk.registry.maintenance.continuity.settle(nil, now: TestService.now)
            for ledger in [known, unknown] { #expect(try await walk.sync(ledger) == .ok) }
            #expect(try walk.granted([known, unknown]) <= 300)
            let sold = try (10..<40).map { try walk.sell(seed: $0) }
            let all = [shared, doomed, rotated, late, lateDoomed, renewed] + sold
            let indexes = all.map(\.claims.statusIndex)
            #expect(Set(indexes).count == indexes.count)
            try walk.registry.maintenance.check()
        }
    }

    @Test(arguments: Driver.available)
    func `is stopped by a certificate that it does not know, where no mark is left`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { walk, directory, other in
            let license = try walk.sell(seed: 1)
            let known = try await walk.device("known", license)
            let early = try #require(known.certificate(at: TestService.now)).message.bytes
            let backup = directory + "/backup.sqlite"
            try walk.registry.maintenance.backup(to: backup, now: TestService.now)
            let unknown = try await walk.device("unknown", license)
            try FileManager.default.removeItem(atPath: directory + "/mark")
            try walk.restore(backup, into: other, knowsMarks: false)
            // One that it knows stops nothing, however old it is.
            #expect(try await walk.send(early).status == .ok)
            #expect(try await walk.report(known) == .ok)
            #expect(try await walk.report(unknown) == .notFound)
            #expect(try await walk.showCertificate(unknown) == .ok)
            #expect(try walk.registry.maintenance.continuity.reason() != nil)
            #expect(try await walk.report(known) == .serviceUnavailable)
        }
    }
}
