import Foundation

/// Whether two samples come from one distribution, by the ranks of their values (Mann–Whitney), which
/// a few outliers of a busy machine do not change.
public enum MannWhitney {
    /// How probable it is that samples of one distribution differ at least so much; two-sided, by the
    /// normal approximation with ties, which is good from twenty values on.
    public static func probability(_ left: [Double], _ right: [Double]) -> Double {
        let all = (left.map { ($0, true) } + right.map { ($0, false) }).sorted { $0.0 < $1.0 }
        let count = Double(all.count)
        var (rankSum, ties) = (0.0, 0.0)
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].0 == all[start].0 { end += 1 }
            let rank = Double(start + end + 1) / 2
            rankSum += rank * Double(all[start..<end].count { $0.1 })
            let size = Double(end - start)
            ties += size * size * size - size
            start = end
        }
        let (first, second) = (Double(left.count), Double(right.count))
        let u = rankSum - first * (first + 1) / 2
        let variance =
            first * second / 12 * (count + 1 - ties / (count * (count - 1)))
        guard variance > 0 else { return 1 }
        let z = (abs(u - first * second / 2) - 0.5) / variance.squareRoot()
        return erfc(max(z, 0) / 2.0.squareRoot())
    }
}
