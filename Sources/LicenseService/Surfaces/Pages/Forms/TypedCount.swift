import CBOR
import LicenseVerifier

/// A number of devices or units as somebody types it.
struct TypedCount: Sendable {
    /// What is said of a text that is none.
    static let fault = "Write a number from 1 to \(Limits.maxCount.grouped)."

    let number: UInt64

    /// Reads digits, with or without commas between groups of three; nil for anything else.
    init?(_ text: String) {
        let digits = text.filter { $0 != "," }
        guard digits.utf8.allSatisfy(\.isDigit), let number = UInt64(digits),
            (1...UInt64(Limits.maxCount)).contains(number),
            digits == text || number.grouped == text
        else { return nil }
        self.number = number
    }
}
