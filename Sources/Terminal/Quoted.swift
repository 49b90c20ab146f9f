import LicenseVerifier

/// Something that was typed, fit for a terminal: no control characters, at most 64 characters.
package func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(64).map(\.harmless)
    return "\"\(String(safe))\(text.unicodeScalars.count > 64 ? "…" : "")\""
}

extension String {
    /// The text with each character that would steer a terminal, or that nobody sees, spelled out.
    ///
    /// An escape sequence in a customer's name would otherwise act in the terminal of the person
    /// who lists customers, and a line feed would forge a line of the list.
    package var spelledOut: String {
        guard unicodeScalars.contains(where: { !$0.isVisible }) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isVisible {
                text.append(scalar)
            } else {
                text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(text)
    }

    /// The same for a text of several lines, whose line feeds stay.
    package var spelledOutByLine: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).spelledOut }
            .joined(separator: "\n")
    }
}

extension Unicode.Scalar {
    /// The character, or a question mark for one that would steer a terminal.
    package var harmless: Character { isVisible ? Character(self) : "?" }
}
