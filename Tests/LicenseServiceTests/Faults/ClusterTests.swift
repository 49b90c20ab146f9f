import COSE
import Foundation
import LicenseIssuer
import LicenseLedger
import LicensePostgres
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

@Suite(
    .serialized,
    .enabled(if: PostgresServer.isInstalled, "PostgreSQL's server programs are not installed"))
struct `Three nodes on one PostgreSQL` {
    @Test(.timeLimit(.minutes(15)))
    func `keep what they acknowledged, once, when one is killed and the database crashes`()
        async throws
    {
        try await Cluster.with(seats: .seats(8), usage: 2000) { cluster in
            let license = try cluster.vendor.license()
            let other = try cluster.vendor.license(seed: 8).claims.license
            let ledgers = try (0..<24).map { try cluster.device("m\($0)", license) }
            let events = cluster.events
            async let changes = cluster.change(other, count: 200)
            let used = try await withThrowingTaskGroup(of: UInt64?.self) { group in
                for ledger in ledgers { group.addTask { try await cluster.work(ledger) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let acknowledged = await changes
            #expect(events.withLock { $0.isOver })
            // All units were used that there are, on as many devices as there are seats.
            #expect(used.compactMap(\.self).count == 8)
            #expect(used.compactMap(\.self).reduce(0, +) == 2000)
            let registry = cluster.vendor.registry
            let total = try registry.activations.usage(of: license.claims.license)
            #expect(total == UsageTotal(units: 2000))
            let seats = try registry.activations.all(of: license.claims.license)
            #expect(seats.count == 8)
            #expect(seats.reduce(0) { $0 + $1.state.allowance.granted } == 2000)
            let found = try registry.auditLog.records(limit: 100_000)
                .filter { $0.action == "token.add" }
                .compactMap { Int($0.detail) }
            #expect(acknowledged.count >= 20)
            #expect(Set(acknowledged).isSubset(of: found))
            #expect(Set(found).count == found.count, "a change was made twice")
            try registry.maintenance.check()
        }
    }
}

/// Three `latchkeyd` processes over one registry on a server of its own, and what is done to them.
private struct Cluster: Sendable {
    /// What happens in the middle of the load, each once.
    struct Events {
        var reports = 0
        var hasKilled = false
        var hasCrashed = false

        var isOver: Bool { hasKilled && hasCrashed }
    }

    let vendor: TestService
    let server: PostgresServer
    let caller: NodeCaller
    let events: Shared<Events>
    private let nodes: Shared<[ServedProcess?]>
    private let ports: [Int]
    private let trust: LedgerTrust
    private let statusKeys: StatusKeys

    static func with(
        seats: ActivationLimit, usage: UInt64, _ body: (Cluster) async throws -> Void
    ) async throws {
        try await PostgresServer.with { server in
            try await withTemporaryDirectory { directory in
                let cluster = try Cluster(server, directory, seats: seats, usage: usage)
                try await body(cluster)
                try await cluster.vendor.service.runtime.pool.shutDown()
            }
        }
    }

    private init(
        _ server: PostgresServer, _ directory: String, seats: ActivationLimit, usage: UInt64
    ) throws {
        self.server = server
        let url = try DatabaseURL(server.url)
        // The processes go by the machine's clock.
        let now = ServiceClock.system().now()
        vendor = try TestService(
            directory, database: url.open(connections: 4), seats: seats, usage: usage, now: now)
        let layout = HomeLayout(path: directory)
        let made = try ServiceHome(layout, passphraseFile: nil).initialize(
            organization: nil, database: url, makesNewKeys: true, now: now)
        caller = NodeCaller(token: made.token!.text)
        let started = try (0..<3).map { _ in
            try ServedProcess(
                home: directory,
                [
                    "--set", "database=\(server.url)", "--set", "sync.allowance=20",
                    "--set", "publish.interval=50ms",
                ])
        }
        ports = started.map(\.port)
        nodes = Shared(started)
        events = Shared(Events())
        func key(_ name: KeyName) throws -> VerificationKey {
            try VerificationKey(
                parsing: String(contentsOfFile: layout.publicKeyPath(name), encoding: .utf8))
        }
        statusKeys = try StatusKeys(pinning: key(.status))
        trust = try .keys(
            licenses: TrustedKeys(pinning: vendor.issuer.verificationKey),
            activations: ActivationKeys(pinning: key(.service)), statuses: statusKeys)
    }

    // MARK: - Nodes

    /// The numbers of those that are there.
    private var alive: [Int] {
        nodes.withLock { nodes in nodes.indices.filter { nodes[$0] != nil } }
    }

    func kill(_ number: Int) throws {
        let node = try #require(nodes.withLock { $0[number].take() })
        Foundation.kill(node.identifier, SIGKILL)
        node.waitForEnd()
    }

    func endAll() throws {
        for number in alive {
            let node = try #require(nodes.withLock { $0[number].take() })
            #expect(node.end() == 0)
        }
    }

    // MARK: - Devices

    func device(_ name: String, _ license: VerifiedLicense) throws -> Ledger {
        let ledger = try Ledger.open(
            "\(vendor.directory)/\(name)", trusting: trust, at: vendor.now)
        for result in ledger.install([license.message], at: vendor.now) { _ = try result.get() }
        return ledger
    }

    /// Uses all that it is allowed and reports, until the license has no more; nil without a seat.
    func work(_ ledger: Ledger) async throws -> UInt64? {
        try await sync(ledger, ledger.request(.activate, at: vendor.now))
        guard var certificate = ledger.summary(at: vendor.now).certificate else { return nil }
        var used: UInt64 = 0
        while let ceiling = certificate.allowance, ceiling > used {
            used = try await ledger.consume(ceiling - used, at: vendor.now).used
            try await sync(ledger, ledger.pendingReport(at: vendor.now))
            try disturb()
            certificate = try #require(ledger.summary(at: vendor.now).certificate)
        }
        return used
    }

    /// Sends the same message to one node after another until one answers.
    private func sync(_ ledger: Ledger, _ message: SignedMessage) async throws {
        for attempt in 0..<10_000 {
            let answer = await caller.call(
                ports[attempt % ports.count], "POST", "/v1/sync", message.bytes,
                type: "application/cose")
            guard let answer, answer.status != 503 else { continue }
            #expect(answer.status == 200)
            let receipt = try SignedMessage(deviceMessage: answer.bytes)
            for result in ledger.install([receipt], at: vendor.now) { _ = try result.get() }
            return
        }
        Issue.record("no node answers")
    }

    /// Kills a node after some reports, and the database after some more.
    private func disturb() throws {
        let (kills, crashes) = events.withLock { events in
            events.reports += 1
            defer {
                events.hasKilled = events.hasKilled || events.reports >= 25
                events.hasCrashed = events.hasCrashed || events.reports >= 50
            }
            return (events.reports == 25, events.reports == 50)
        }
        if kills { try kill(0) }
        if crashes { try server.crashAndRecover() }
    }

    // MARK: - Callers

    /// Numbered changes, none of which is made again; says which were acknowledged.
    func change(_ license: LicenseID, count: Int) async -> [Int] {
        await withTaskGroup(of: [Int].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var done: [Int] = []
                    for number in stride(from: worker, to: count, by: 4) {
                        let port = ports[number % ports.count]
                        let answer = await caller.addToken("\(number)", at: port)
                        if answer?.status == 201 { done.append(number) }
                    }
                    return done
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// A value that tasks share.
private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try value.withLock { try body(&$0) }
    }
}
