/// What a reader mended in a text that was changed on its way (Token-Format, lenient reading).
///
/// None of it changes what the object is: the canonical text is the same with and without.
public struct Repairs: OptionSet, Hashable, Sendable {
    /// The bits, one for each kind.
    public let rawValue: UInt32

    /// A set of these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A byte-order mark at the start, as Windows programs write it.
    public static let byteOrderMark = Repairs(rawValue: 1 << 0)
    /// The text was saved as UTF-16.
    public static let utf16 = Repairs(rawValue: 1 << 1)
    /// Characters that cannot be seen: zero width, soft hyphen, direction marks.
    public static let invisible = Repairs(rawValue: 1 << 2)
    /// Spaces inside, also those that do not break.
    public static let spaces = Repairs(rawValue: 1 << 3)
    /// Line breaks inside, as mail programs make them.
    public static let lineBreaks = Repairs(rawValue: 1 << 4)
    /// The marks of a quoted reply at the start of lines.
    public static let replyMarks = Repairs(rawValue: 1 << 5)
    /// The quoted-printable encoding of mail.
    public static let quotedPrintable = Repairs(rawValue: 1 << 6)
    /// Tags and entities of a web page, escapes of a chat program.
    public static let markup = Repairs(rawValue: 1 << 7)
    /// The percent signs of a web address.
    public static let percentSigns = Repairs(rawValue: 1 << 8)
    /// Small letters where only capitals carry meaning.
    public static let smallLetters = Repairs(rawValue: 1 << 9)
    /// Digits that stand for the letters they look like.
    public static let lookAlikes = Repairs(rawValue: 1 << 10)
    /// Hyphens between groups.
    public static let hyphens = Repairs(rawValue: 1 << 11)
    /// Dashes that a text editor put in place of hyphens.
    public static let dashes = Repairs(rawValue: 1 << 12)
    /// Full-width characters.
    public static let fullWidth = Repairs(rawValue: 1 << 13)
    /// Words around it.
    public static let surroundings = Repairs(rawValue: 1 << 14)
    /// Padding and other marks at the ends of lines.
    public static let lineEnds = Repairs(rawValue: 1 << 15)

    /// The base64 encoding of mail.
    public static let encodedBody = Repairs(rawValue: 1 << 16)
    /// The text was saved as UTF-32.
    public static let utf32 = Repairs(rawValue: 1 << 17)
    /// Several letters in one character, as pages for print have them.
    public static let ligatures = Repairs(rawValue: 1 << 18)
    /// Bold, italic and other letters that Unicode has as characters of their own.
    public static let styledLetters = Repairs(rawValue: 1 << 19)
    /// The backslashes of a text inside a program or a JSON document.
    public static let escapes = Repairs(rawValue: 1 << 20)
    /// Names, numbers or signs in front of each line.
    public static let lineMarks = Repairs(rawValue: 1 << 21)
    /// Hyphens that a page put where it broke a line.
    public static let hyphenation = Repairs(rawValue: 1 << 22)
    /// The `LK1:` in front of a carrier text, or its colon.
    public static let carrierMark = Repairs(rawValue: 1 << 23)

    /// The kinds with a stable name and words for people, in the order in which they are told.
    private static let names: [(repair: Repairs, name: String, words: String)] = [
        (.byteOrderMark, "byte-order-mark", "a byte-order mark"),
        (.utf16, "utf-16", "text saved as UTF-16"),
        (.utf32, "utf-32", "text saved as UTF-32"),
        (.invisible, "invisible", "invisible characters"),
        (.spaces, "spaces", "spaces inside"),
        (.lineBreaks, "line-breaks", "line breaks"),
        (.replyMarks, "reply-marks", "reply marks"),
        (.lineMarks, "line-marks", "marks in front of the lines"),
        (.hyphenation, "hyphenation", "hyphens at line breaks"),
        (.quotedPrintable, "quoted-printable", "quoted-printable mail"),
        (.encodedBody, "base64-body", "base64 mail"),
        (.markup, "markup", "markup"),
        (.escapes, "escapes", "backslashes of a program's text"),
        (.percentSigns, "percent-signs", "percent signs of a web address"),
        (.smallLetters, "small-letters", "small letters"),
        (.lookAlikes, "look-alikes", "digits in place of letters"),
        (.hyphens, "hyphens", "hyphens between groups"),
        (.dashes, "dashes", "dashes in place of hyphens"),
        (.fullWidth, "full-width", "full-width characters"),
        (.ligatures, "ligatures", "ligatures"),
        (.styledLetters, "styled-letters", "styled letters"),
        (.carrierMark, "carrier-mark", "the lost mark LK1:"),
        (.surroundings, "surroundings", "text around it"),
        (.lineEnds, "line-ends", "marks at the ends of lines"),
    ]

    /// A stable name for each kind, for programs.
    public var codes: [String] {
        Self.names.filter { contains($0.repair) }.map { $0.name }
    }
}

extension Repairs: CustomStringConvertible {
    /// Words for people, such as `line breaks, reply marks`.
    public var description: String {
        Self.names.filter { contains($0.repair) }.map { $0.words }.joined(separator: ", ")
    }
}
