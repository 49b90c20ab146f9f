public import LicenseVerifier

/// What all activations of one license have used, each with its own total.
///
/// Merges like the totals inside: the larger for each activation and meter.
public struct LicenseUsage: Equatable, Sendable {
    private var totals: [ActivationID: UsageTotal]

    /// Nothing used.
    public init() {
        totals = [:]
    }

    /// What one activation has used.
    public subscript(activation: ActivationID) -> UsageTotal { totals[activation] ?? UsageTotal() }

    /// Learns what an activation has used.
    public mutating func merge(_ total: UsageTotal, of activation: ActivationID) {
        let merged = self[activation].merging(total)
        guard !merged.isZero else { return }
        totals[activation] = merged
    }

    /// Learns all that another knows.
    public mutating func merge(_ other: LicenseUsage) {
        for (activation, total) in other.totals { merge(total, of: activation) }
    }

    /// What all have used together, each meter held at the largest number there is.
    public var sum: UsageTotal {
        var sum = UsageTotal()
        for entry in totals.values.flatMap(\.entries) {
            let (units, overflow) = sum[entry.meter].addingReportingOverflow(entry.units)
            sum.raise(entry.meter, to: overflow ? .max : units)
        }
        return sum
    }
}
