import LicenseVerifier

/// A field of comma-separated values as it is written (RFC 4180 §2).
///
/// By scalars and bytes: a quotation mark with an accent is another character for Swift, and still a
/// quotation mark for whoever reads the file.
public enum CSVField {
    /// What makes a spreadsheet calculate, also in its full-width forms.
    private static let formula = "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars

    /// A text of others, which a spreadsheet shows and does not calculate: one that would begin a
    /// formula gets an apostrophe in front.
    public static func text(_ field: String) -> String {
        let first = field.unicodeScalars.first { scalar in
            formula.contains(scalar) || (scalar.isVisible && !scalar.properties.isWhitespace)
        }
        return escaped(first.map { formula.contains($0) } ?? false ? "'" + field : field)
    }

    /// A field that needs it, in quotation marks.
    public static func escaped(_ field: String) -> String {
        let quote = UInt8(ascii: "\"")
        let needsQuotes = field.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return field }
        let doubled = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return String(decoding: [quote] + doubled + [quote], as: UTF8.self)
    }
}
