/// Something that was typed, fit for a terminal: no control characters, at most 64 characters.
package func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(64).map(\.harmless)
    return "\"\(String(safe))\(text.unicodeScalars.count > 64 ? "…" : "")\""
}

extension Unicode.Scalar {
    /// The character, or a question mark for one that would steer a terminal.
    package var harmless: Character {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "?"
        default: Character(self)
        }
    }
}
