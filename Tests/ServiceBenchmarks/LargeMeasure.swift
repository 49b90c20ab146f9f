import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier

/// A registry of a million licenses, each of a customer of its own.
struct LargeMeasure {
    private static let licenses = 1_000_000
    private static let batch = 10_000

    let fleet: Fleet
    /// What the lines begin with.
    let title: String

    func run() async throws {
        for number in 0..<Self.licenses / Self.batch {
            let customers = try fleet.customers(Self.batch, from: number * Self.batch)
            try fleet.licenses(Self.batch, seed: 10_000 + UInt64(number), of: customers)
        }
        let customer = try PagesFill(fleet: fleet).run()
        let service = try ServerProcess(serving: fleet)
        let answer = LoadGenerator(port: service.port, connections: 1).run(seconds: 5) {
            _, count in count == 0 ? Requests.get("/health") : nil
        }
        let start = service.secondsToStart + answer.seconds
        Report.show("\(title): start to first answer", start * 1000, "ms", "≤ 500")
        Report.show("\(title): resident", service.memory("VmRSS"), "MiB", "≤ 60")
        pages(service)
        try await PagesMeasure(
            fleet: fleet, service: service, customer: customer, title: title
        ).run()
        service.end()
        let marks = MarkDirectory(path: fleet.home + "/mark")
        let check = try seconds {
            try fleet.registry.maintenance.continuity.check(
                marks, now: fleet.license.claims.issuedAt)
        }
        Report.show("\(title): check of the mark", check * 1000, "ms", "≤ 500")
        try onlinePages()
    }

    private func pages(_ service: ServerProcess) {
        let filters = [
            "": "newest", "&state=granted": "by state", "&state=revoked": "by a rare state",
            "&benefit_id=\(fleet.benefit.id)": "by benefit",
        ]
        for (filter, name) in filters.sorted(by: { $0.key < $1.key }) {
            let request = Requests.get(
                "/manage/v1/license-keys?limit=100\(filter)",
                "authorization: Bearer \(fleet.token)\r\n")
            let result = LoadGenerator(port: service.port, connections: 1).run(seconds: 5) {
                _, count in count < 20 ? request : nil
            }
            Report.show(
                "\(title): page of 100, \(name)", result.latency(0.5) * 1000, "ms",
                "≤ 20 \(result.statuses)")
        }
    }

    /// Pages by their number, with the count of all.
    private func onlinePages() throws {
        var benefit = LicenseDetailsFilter(organization: fleet.organization)
        benefit.benefits = [fleet.benefit.id]
        var revoked = LicenseDetailsFilter(organization: fleet.organization)
        revoked.states = [.revoked]
        let filters = [
            ("all", LicenseDetailsFilter(organization: fleet.organization)),
            ("by benefit", benefit), ("by a rare state", revoked),
        ]
        for (name, filter) in filters {
            for number in [0, 5000, 9999] as [Int64] {
                let spans = try (0..<5).map { _ in
                    try seconds {
                        try fleet.registry.licenses.details(
                            matching: filter, order: .newestFirst,
                            page: PageRange(number: number, size: 100),
                            now: fleet.license.claims.issuedAt)
                    }
                }.sorted()
                Report.show(
                    "\(title): page \(number) of 100, \(name), counted", spans[2] * 1000, "ms",
                    "≤ 20, first \(Int(spans[4] * 1000))")
            }
        }
    }

    private func seconds<Result>(_ body: () throws -> Result) rethrows -> Double {
        let start = ContinuousClock.now
        _ = try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
