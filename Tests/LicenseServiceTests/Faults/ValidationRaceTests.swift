import COSE
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `Units that many callers count at once` {
    private static let callers = 10_000
    private static let limit: Int64 = 7500

    @Test(arguments: Driver.available, [1, 3])
    func `are each counted once, up to the limit and not beyond`(
        _ kind: Driver, nodes count: Int
    ) async throws {
        try await TestDatabase.with(kind, holding: .tables) { registry in
            let limit = Self.limit
            let vendor = try TestService(
                "", database: registry.open(), usage: UInt64(limit))
            let license = try vendor.license()
            let nodes = try (0..<count).map { _ in try OnlineNode(registry, of: vendor) }
            let outcomes = try await Self.validate(license, of: vendor, at: nodes)
            for outcome in outcomes {
                if case .failure(let refusal) = outcome {
                    #expect(refusal == .units(left: 0))
                }
            }
            // Each was told another total: none was lost, none was given to two.
            let totals = outcomes.compactMap { try? $0.get() }.sorted()
            #expect(totals == Array(1...limit))
            let stored = try vendor.registry.licenses.details(
                license.claims.license, now: vendor.now)
            #expect(stored?.uses == limit)
            #expect(stored?.validations == limit)
            for node in nodes { try await node.shutDown() }
            try await vendor.service.runtime.pool.shutDown()
            try await vendor.service.validations.shutDown()
        }
    }

    /// One unit for each of many callers, all of whom ask at once.
    private static func validate(
        _ license: VerifiedLicense, of vendor: TestService, at nodes: [OnlineNode]
    ) async throws -> [Result<Int64, LicenseKeyRefusal>] {
        let text = LicenseKey.text(prefix: license.claims.prefix, message: license.message)
        let organization = vendor.organization
        var oneUnit = ValidationDemands()
        oneUnit.units = 1
        return try await withThrowingTaskGroup(of: Result<Int64, LicenseKeyRefusal>.self) { group in
            for number in 0..<callers {
                let keys = nodes[number % nodes.count].keys
                group.addTask { [oneUnit] in
                    while true {
                        do {
                            return try await keys.validate(
                                text, of: organization, for: .authenticated,
                                demanding: oneUnit
                            ).map(\.license.uses)
                        } catch RegistryError.database(.busy) {
                            // Nothing was counted; a machine that is very slow puts some off.
                            continue
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// What a node answers online callers with, over a connection of its own to the registry.
private struct OnlineNode {
    let keys: LicenseKeyService
    private let pool: BlockingPool
    private let queue: ValidationQueue

    init(_ registry: TestDatabase, of vendor: TestService) throws {
        let registry = try Registry.open(
            registry.url, actor: "online", now: vendor.now)
        pool = BlockingPool(threads: 4, waiting: 100)
        queue = ValidationQueue(
            registry.activations, clock: vendor.clock, lanes: registry.writeLanes, waiting: 10_000)
        keys = LicenseKeyService(
            registry,
            licenses: LicenseCache(
                trusting: try #require(IssuingKeys(vendor.registry.organizations.signingKeys()))),
            queue: queue, limits: KeyLimits(RequestLimits()),
            runtime: vendor.service.runtime.running(on: pool))
    }

    func shutDown() async throws {
        try await queue.shutDown()
        try await pool.shutDown()
    }
}
