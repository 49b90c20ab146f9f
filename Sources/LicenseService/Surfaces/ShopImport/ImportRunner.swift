import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging

/// Takes the lists that people have uploaded on the pages, a few items at a time, so that an import
/// continues where it was after whatever interrupts it.
///
/// One of several nodes does so, by a lease. An item that is taken twice is known the second time.
final class ImportRunner: PeriodicService {
    let interval = Duration.seconds(1)
    /// How long a list waits for somebody to confirm it; then it is forgotten.
    private static let patience = Duration.seconds(86_400)
    private static let itemsAtOnce = 25

    private let imports: SaleImports
    private let minting: MintingKey?
    private let runtime: ServiceRuntime
    private let lease: NodeLease

    init(_ imports: SaleImports, minting: MintingKey?, runtime: ServiceRuntime) {
        self.imports = imports
        self.minting = minting
        self.runtime = runtime
        lease = NodeLease("shop-import", runtime)
    }

    func end() async { await lease.end() }

    func round() async {
        do {
            while !Task.isCancelled, try await runtime.pool.run({ [self] in try step() }) {}
        } catch {
            runtime.metrics.add(to: .importFailures)
            runtime.logger.error(
                "importing a list failed", metadata: ["code": "\(Problem(error).code)"])
        }
    }

    /// Takes a few items; false where there are none.
    private func step() throws -> Bool {
        let now = runtime.clock.now()
        try imports.giveUpUnconfirmed(since: now - Self.patience, now: now)
        for order in try imports.ordersUnderWay() {
            guard let issuer = minting.issuer(of: order.organization) else { continue }
            guard try lease.take(until: now + .seconds(10), now: now) else { return false }
            let items = try imports.items(of: order.id, limit: Self.itemsAtOnce)
            let report = try take(items, of: order, by: issuer, now)
            try imports.advance(
                order, by: items.count, ImportOrder.Tally(report), now: now)
            runtime.metrics.add(items.count, to: .importedItems)
            return true
        }
        return false
    }

    private func take(
        _ items: [(number: Int64, body: [UInt8])], of order: ImportOrder, by issuer: Issuer,
        _ now: Timestamp
    ) throws -> ForeignImport.Report {
        var work = try ForeignImport(order).knowing(imports, order.organization)
        let own = imports.acting(as: order.actor)
        var report = ForeignImport.Report()
        for item in items {
            // What was kept has been read before.
            let value = (try? JSON(parsing: item.body)) ?? .null
            work.take(
                value, number: Int(item.number), &report, into: own, issuer: issuer, now: now)
        }
        return report
    }
}

extension ForeignImport {
    /// The import that somebody has ordered.
    init(_ order: ImportOrder) {
        self.init(order.shop, benefits: BenefitMapping(order.mapping)?.benefits ?? [:])
        otherBenefit = order.otherBenefit
    }
}

extension ImportOrder.Tally {
    fileprivate init(_ report: ForeignImport.Report) {
        self.init()
        imported = Int64(report.imported)
        known = Int64(report.known)
        seats = Int64(report.seats)
        customers = Int64(report.customers)
        faults = report.faults.map {
            ImportOrder.Fault(number: Int64($0.item), sentence: $0.sentence)
        }
    }
}

extension Metric {
    fileprivate static let importedItems = Metric(
        "import_items_total", "Items of other shops' lists that were worked off.")
    fileprivate static let importFailures = Metric(
        "import_failures_total", "Rounds of importing lists that failed.")
}
