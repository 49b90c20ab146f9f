import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Which ids of a shop become which benefits, as a text of pairs: `theirs=ours`, one on each line.
struct BenefitMapping: Equatable {
    private(set) var benefits: [String: BenefitID] = [:]

    /// Reads the pairs, whose benefits are ids or names of `known`; nil where one is neither.
    init?(_ text: String, among known: [Benefit] = []) {
        for line in text.split(whereSeparator: \.isNewline) {
            let pair = String(line).trimmingWhiteSpace
            if pair.isEmpty { continue }
            guard let sign = pair.lastIndex(of: "=") else { return nil }
            let theirs = String(pair[..<sign]).trimmingWhiteSpace
            let ours = String(pair[pair.index(after: sign)...]).trimmingWhiteSpace
            let named = known.first { "\($0.name)" == ours }?.id
            guard !theirs.isEmpty, let id = named ?? BenefitID(ours) else { return nil }
            benefits[theirs] = id
        }
    }

    /// The same, in which a benefit that was made with the shop's id needs no pair.
    func keepingIDs(of known: [Benefit]) -> BenefitMapping {
        var mapping = self
        for benefit in known where benefits["\(benefit.id)"] == nil {
            mapping.benefits["\(benefit.id)"] = benefit.id
        }
        return mapping
    }

    /// The same with the ids of benefits.
    var text: String {
        benefits.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }
}
