import Foundation

/// Whether two things that were measured side by side differ, by the ranks of the differences of the
/// pairs (Wilcoxon): what slows a busy machine down for a while slows both of a pair.
public enum SignedRanks {
    /// How probable it is that pairs of equals differ at least so much; two-sided, by the normal
    /// approximation with ties, which is good from twenty pairs on.
    public static func probability(_ differences: [Double]) -> Double {
        let sorted = differences.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
        let count = Double(sorted.count)
        guard count > 0 else { return 1 }
        var (rankSum, ties) = (0.0, 0.0)
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, abs(sorted[end]) == abs(sorted[start]) { end += 1 }
            rankSum += Double(start + end + 1) / 2 * Double(sorted[start..<end].count { $0 > 0 })
            let size = Double(end - start)
            ties += size * size * size - size
            start = end
        }
        let variance = count * (count + 1) * (2 * count + 1) / 24 - ties / 48
        let z = (abs(rankSum - count * (count + 1) / 4) - 0.5) / variance.squareRoot()
        return erfc(max(z, 0) / 2.0.squareRoot())
    }
}
