import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `An import that is tried out` {
    private static func key(_ number: Int) -> String {
        """
        {"id": "lic_\(number)", "key": "OLD-\(number)", "product_id": "pdt_1", \
        "customer_id": "cus_\(number)", "status": "active", "activations_limit": 3, \
        "expires_at": null, "created_at": "2026-01-01T00:00:00Z"}
        """
    }

    @Test(arguments: Driver.available)
    func `is in nobody's way, sees what is here, and leaves nothing`(_ driver: Driver) async throws
    {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                let registry = vendor.registry
                let work = ForeignImport(.dodo, benefits: ["pdt_1": vendor.benefit.id])
                func load(_ numbers: [Int], into registry: Registry) throws
                    -> ForeignImport.Report
                {
                    try work.run(
                        Array(numbers.map(Self.key).joined(separator: "\n").utf8),
                        into: registry.sales.imports, issuer: vendor.issuer, now: TestService.now)
                }
                _ = try load([1], into: registry)
                let scratch = try ScratchDirectory()
                defer { scratch.remove() }
                let (report, records) = try registry.tryingOut(
                    in: scratch.path, now: TestService.now
                ) {
                    copy in
                    let tried = try load([1, 2, 2, 3], into: copy)
                    // A service works meanwhile, on the registry itself, and nobody waits for it.
                    try registry.organizations.add(
                        Organization(id: .random(), name: "Meanwhile"), now: TestService.now)
                    return (tried, try registry.auditLog.newestSequence())
                }
                #expect(report.imported == 2 && report.known == 2 && report.faults.isEmpty)
                #expect(try vendor.licenses().map(\.text) == ["OLD-1"])
                #expect(try registry.organizations.all().count == 2)
                #expect(try registry.auditLog.newestSequence() == records)
                let done = try load([1, 2, 2, 3], into: registry)
                #expect(done.imported == report.imported && done.known == report.known)
                try await vendor.service.shutDown()
            }
        }
    }

    @Test func `rests as long as it has worked, and not after each item`() {
        var time = Duration.zero
        var rests: [Duration] = []
        var pace = ImportPace(
            clock: { time },
            rest: {
                rests.append($0)
                time += $0
            })
        for _ in 1...7 {
            time += .milliseconds(6)
            pace.step()
        }
        time += .seconds(3)
        pace.step()
        #expect(rests == [.milliseconds(24), .milliseconds(3018)])
    }
}
