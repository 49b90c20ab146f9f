public import COSE

/// A place in a text as it was received, both counted from 1.
public struct TextPosition: Equatable, Sendable {
    /// The line.
    public let line: Int
    /// The character in the line.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension TextPosition: CustomStringConvertible {
    /// `line 2, character 17`.
    public var description: String { "line \(line), character \(column)" }
}

/// Why a text that begins like one of ours cannot be read without guessing.
public enum ReadingFault: Error, Equatable, Sendable {
    /// A character that does not belong there.
    case stray(Unicode.Scalar, at: TextPosition)
    /// A digit that may stand for more than one letter.
    case ambiguous(Unicode.Scalar, at: TextPosition)
    /// A license key whose letters were all made capital or small.
    case caseLost(at: TextPosition)
    /// The text ends too early; this many characters are missing, as far as that can be told.
    case cut(missing: Int?, at: TextPosition)
    /// The object is complete in the middle of a word: something was added, or lost before.
    case uneven(at: TextPosition)
    /// All characters are possible, and what they say is not a signed object.
    case damaged(COSEError, at: TextPosition)
    /// Groups of the typed form whose check character does not fit.
    case typed([TypedSlip])
    /// A line of the typed form is missing.
    case typedLine(Int)
    /// The text is longer than what is searched.
    case tooLong(count: Int, limit: Int)
    /// Nothing in the text begins like one of ours.
    case nothing
    /// There are this many objects where one is wanted.
    case several(Int)
}

/// A group of the typed form that was not typed as it was printed.
public struct TypedSlip: Equatable, Sendable {
    /// The number in front of the line.
    public let line: Int
    /// The group in the line, counted from 1.
    public let group: Int

    /// A group.
    public init(line: Int, group: Int) {
        self.line = line
        self.group = group
    }
}

extension ReadingFault: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .stray: "text.stray"
        case .ambiguous: "text.ambiguous"
        case .caseLost: "text.case-lost"
        case .cut: "text.cut"
        case .uneven: "text.uneven"
        case .damaged: "text.damaged"
        case .typed: "text.typed-slip"
        case .typedLine: "text.typed-line"
        case .tooLong: "text.too-long"
        case .nothing: "text.nothing"
        case .several: "text.several"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .stray(let scalar, let position):
            "\(Self.shown(scalar)) in \(position) does not belong in this text"
        case .ambiguous(let scalar, let position):
            "\(Self.shown(scalar)) in \(position) may stand for more than one letter"
        case .caseLost(let position):
            "all letters of the key in \(position) were made capital, or all small"
        case .cut(let missing?, let position):
            "the text ends in \(position), and at least \(missing) character(s) are missing"
        case .cut(nil, let position): "the text ends too early, in \(position)"
        case .uneven(let position):
            "the text should end in \(position): characters are missing before, or were added"
        case .damaged(let error, let position):
            "the text that begins in \(position) is damaged: \(error)"
        case .typed(let slips):
            "a slip in " + slips.prefix(8).map { $0.description }.joined(separator: "; ")
                + (slips.count > 8 ? "; and \(slips.count - 8) more" : "")
        case .typedLine(let line): "line \(line) of the typed form is missing"
        case .tooLong(let count, let limit):
            "the text has \(count) bytes; at most \(limit) are searched"
        case .nothing: "the text holds no license key, request, report or answer"
        case .several(let count): "the text holds \(count) objects, not one"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .stray: "compare that place with the original, or copy the text again from there"
        case .ambiguous: "look at that place in the original, and write the letter that is there"
        case .caseLost: "copy the key again, with its capital and small letters as they are"
        case .cut: "copy the text again, to its very end"
        case .uneven: "compare the end of each line with the original, or copy the text again"
        case .damaged: "copy the text again from where you received it"
        case .typed: "compare these groups with the printed form, and type them again"
        case .typedLine: "type that line as well, with its number"
        case .tooLong: "give the part that holds the key or answer"
        case .nothing:
            "copy the text again from its start: LK1:, BEGIN LATCHKEY LICENSE or the key's prefix"
        case .several: "give one of them alone"
        }
    }

    /// A visible ASCII character as itself, any other by its number.
    private static func shown(_ scalar: Unicode.Scalar) -> String {
        guard scalar.value > 0x20, scalar.value < 0x7f else {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        }
        return "the character \(scalar)"
    }
}

extension TypedSlip: CustomStringConvertible {
    /// `line 3, group 2`.
    public var description: String { "line \(line), group \(group)" }
}
