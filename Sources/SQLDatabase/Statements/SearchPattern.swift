/// What `LIKE` compares a column in small letters with, to find characters anywhere in it.
///
/// The text stands for itself, whatever signs it has. Both databases make the letters of ASCII small
/// alike, and others each in its own way.
package struct SearchPattern {
    /// The pattern.
    package let text: String

    /// A pattern for characters that may be anywhere.
    package init(_ words: String) {
        let escaped = words.lowercased().map { "%_\\".contains($0) ? "\\\($0)" : "\($0)" }
        text = "%\(escaped.joined())%"
    }
}
