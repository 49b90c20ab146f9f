import LicenseRegistry
import LicenseVerifier
import Logging

/// Ends sales that are due to end by the clock alone.
///
/// Every node looks; the registry lets one of them end each sale.
final class SaleExpiry: PeriodicService {
    let interval = Duration.seconds(5)

    private let sales: Sales
    private let policy: SalePolicy
    private let runtime: ServiceRuntime

    init(_ sales: Sales, policy: SalePolicy, runtime: ServiceRuntime) {
        self.sales = sales
        self.policy = policy
        self.runtime = runtime
    }

    func round() async {
        do {
            let now = runtime.clock.now()
            let ended = try await runtime.pool.run { [sales, policy] in
                try sales.endDue(policy: policy, now: now)
            }
            if ended > 0 { runtime.metrics.add(ended, to: .salesEnded) }
        } catch {
            runtime.metrics.add(to: .saleExpiryFailures)
            runtime.logger.error(
                "ending sales failed", metadata: ["code": "\(Problem(error).code)"])
        }
    }
}

extension Metric {
    fileprivate static let salesEnded = Metric(
        "sales_ended_total", "Sales that ended because their time came.")
    fileprivate static let saleExpiryFailures = Metric(
        "sale_sweep_failures_total", "Rounds of ending sales that failed.")
}
