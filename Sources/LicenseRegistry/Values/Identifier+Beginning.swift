import LicenseVerifier

extension Identifier {
    /// The ids whose text begins so; nil for a text with which none begins.
    static func range(beginning text: String) -> ClosedRange<Identifier>? {
        let zeros = "00000000-0000-0000-0000-000000000001"
        let last = "ffffffff-ffff-ffff-ffff-ffffffffffff"
        let count = text.utf8.count
        guard (1...zeros.utf8.count).contains(count),
            let lowest = Identifier(text + zeros.dropFirst(count)),
            let highest = Identifier(text + last.dropFirst(count))
        else { return nil }
        return lowest...highest
    }
}
