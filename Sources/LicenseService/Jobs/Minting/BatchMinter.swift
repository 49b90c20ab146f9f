import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging

/// Mints the batches that people have ordered on the pages, a few rows in each transaction, so that
/// a batch continues where it was after whatever interrupts it.
///
/// One of several nodes does so, by a lease. Two nodes that both believe they hold it do no harm: a
/// row is recorded once.
final class BatchMinter: PeriodicService {
    let interval = Duration.seconds(1)
    /// How long rows wait for somebody to confirm them; then they are forgotten.
    private static let patience = Duration.seconds(86_400)

    private let batches: Batches
    private let minting: MintingKey?
    private let runtime: ServiceRuntime
    private let lease: NodeLease

    init(_ batches: Batches, minting: MintingKey?, runtime: ServiceRuntime) {
        self.batches = batches
        self.minting = minting
        self.runtime = runtime
        lease = NodeLease("batch-minting", runtime)
    }

    func end() async { await lease.end() }

    func round() async {
        do {
            while !Task.isCancelled, try await runtime.pool.run({ [self] in try step() }) {}
        } catch RegistryError.rowRecorded {
            // Another node is at it.
        } catch {
            runtime.metrics.add(to: .mintingFailures)
            runtime.logger.error(
                "minting a batch failed", metadata: ["code": "\(Problem(error).code)"])
        }
    }

    /// Mints a few rows; false where there are none.
    private func step() throws -> Bool {
        let now = runtime.clock.now()
        try batches.giveUpUnconfirmed(since: now - Self.patience, now: now)
        for order in try batches.ordersUnderWay() {
            guard let minting, minting.covers(order.benefit, of: order.organization) else {
                continue
            }
            guard try lease.take(until: now + .seconds(10), now: now) else { return false }
            let count = try batches.advance(order, by: minting.issuer, now: now)
            runtime.metrics.add(count, to: .batchRows)
            return true
        }
        return false
    }
}

extension Metric {
    fileprivate static let batchRows = Metric(
        "batch_rows_minted_total", "License keys that were minted from CSV.")
    fileprivate static let mintingFailures = Metric(
        "batch_minting_failures_total", "Rounds of minting batches that failed.")
}
