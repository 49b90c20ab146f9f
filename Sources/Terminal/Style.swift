import Glibc

/// Colors, where a person can see them and has not asked for none (no-color.org).
package struct Style: Sendable {
    /// Whether it colors at all.
    package let isColored: Bool

    /// The style of a stream.
    package init(for descriptor: Int32) {
        isColored =
            Console.isTerminal(descriptor) && Environment["NO_COLOR"] == nil
            && Environment["TERM"] != "dumb"
    }

    package func good(_ text: String) -> String { paint(text, "1;32") }
    package func bad(_ text: String) -> String { paint(text, "1;31") }
    package func caution(_ text: String) -> String { paint(text, "33") }
    package func strong(_ text: String) -> String { paint(text, "1") }
    package func faint(_ text: String) -> String { paint(text, "2") }

    private func paint(_ text: String, _ code: String) -> String {
        isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}

/// The environment, read only here; an empty value counts as none.
package enum Environment {
    /// The value of a variable; nil for none.
    package static subscript(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
