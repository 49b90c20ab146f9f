/// The rule for texts of others that people read in a line: names, labels, reasons, addresses.
///
/// They have no character that nobody sees, or that changes how the text around it is shown:
/// control characters (C0, C1), format characters (directions, zero width, tags), separators of
/// lines and paragraphs. An escape sequence would act in a terminal, and a change of direction
/// would let one name look like another.
package enum VisibleText {
    /// Throws where a text has such a character.
    ///
    /// - Parameter field: what the text is, for the message.
    package static func check(_ text: String, _ field: String) throws(TextFault) {
        guard let scalar = text.unicodeScalars.first(where: { !$0.isVisible }) else { return }
        throw TextFault(field: field, scalar: scalar)
    }

    /// The text without such characters.
    package static func cleaned(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.isVisible }))
    }
}

extension Unicode.Scalar {
    /// Whether people see it, and nothing else by it.
    package var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        // Variation selectors choose the form of the character before them, as of an emoji.
        case .nonspacingMark where (0xfe00...0xfe0f).contains(value): true
        // Fillers and joiners, which have a width at most (Unicode, Default_Ignorable_Code_Point),
        // and the blank of Braille.
        default: !properties.isDefaultIgnorableCodePoint && value != 0x2800
        }
    }
}

/// A text has a character that nobody sees, or that changes how others are shown.
public struct TextFault: Error, Equatable {
    /// What the text is.
    public let field: String
    /// The first such character.
    public let scalar: Unicode.Scalar

    /// Names the text and the character.
    public init(field: String, scalar: Unicode.Scalar) {
        self.field = field
        self.scalar = scalar
    }
}

extension TextFault: Explained {
    /// A stable name for programs.
    public var code: String { "text.invisible-character" }

    /// One sentence without a full stop, which does not repeat the text.
    public var description: String { "\(field) \(detail)" }

    /// What is wrong with the text, without its name.
    package var detail: String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let zeros = String(repeating: "0", count: max(4 - digits.count, 0))
        return
            "contains the character U+\(zeros)\(digits), which is invisible or changes how text is shown"
    }

    /// What the person can do about it.
    public var nextStep: String { "remove the character" }
}
