import LicenseVerifier

extension Timestamp {
    /// The moment with a fraction of six digits, as Dodo writes it.
    var dodoText: String { "\("\(self)".dropLast()).000000Z" }
}

/// A moment as a client of Dodo's sends it: with any offset and a fraction of any length (RFC 3339).
struct DodoTime {
    /// The moment without its fraction.
    let floor: Timestamp
    /// Whether the fraction is more than nothing.
    private let hasFraction: Bool

    /// Reads a date with time and offset; nil for anything else.
    init?(_ text: some StringProtocol) {
        var digits = ""
        var whole = String(text)
        if let point = whole.firstIndex(of: ".") {
            // Behind the seconds, and nowhere else.
            guard whole.utf8.distance(from: whole.startIndex, to: point) == 19 else { return nil }
            let rest = whole[whole.index(after: point)...]
            digits = String(rest.prefix { ("0"..."9").contains($0) })
            guard !digits.isEmpty else { return nil }
            whole = String(whole[..<point] + rest.dropFirst(digits.count))
        }
        guard whole.utf8.count >= 20, let floor = Timestamp(whole) else { return nil }
        self.floor = floor
        hasFraction = digits.contains { $0 != "0" }
    }

    /// The first whole second that is not before the moment.
    var ceiling: Timestamp { hasFraction ? floor + .seconds(1) : floor }
}
