import LicenseRegistry
import LicenseVerifier

extension Timestamp {
    /// The moment with a fraction of six digits, as Dodo writes it.
    var dodoText: String { ExactTime(self).dodoText }
}

extension ExactTime {
    /// The moment with a fraction of six digits, as Dodo writes it.
    var dodoText: String { String(decoding: characters, as: UTF8.self) }
}

/// A moment as a client of Dodo's sends it: with any offset and a fraction of any length (RFC 3339).
struct DodoTime {
    /// The moment without its fraction.
    let floor: Timestamp
    /// The moment without what is finer than a microsecond.
    let exact: ExactTime
    /// Whether it is finer than that.
    private let isFiner: Bool

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
        let micros = (digits + "000000").utf8.prefix(6).reduce(0) {
            $0 * 10 + Int64($1 - UInt8(ascii: "0"))
        }
        exact = ExactTime(microseconds: ExactTime(floor).microseconds + micros)
        isFiner = digits.dropFirst(6).contains { $0 != "0" }
    }

    /// The first microsecond that is not before the moment.
    var ceiling: ExactTime {
        isFiner ? ExactTime(microseconds: exact.microseconds + 1) : exact
    }
}
