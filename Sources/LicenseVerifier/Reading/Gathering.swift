import CBOR
import COSE

/// The alphabets in which an object is written.
enum Alphabet {
    case base32, base64URL, base64

    /// What a character carries.
    enum Symbol {
        case value(UInt8, Repairs)
        /// It looks like more than one character of the alphabet.
        case ambiguous
        case none
    }

    var bitCount: Int { self == .base32 ? 5 : 6 }

    func symbol(_ byte: UInt8) -> Symbol {
        self == .base32 ? Self.symbol32(byte) : symbol64(byte)
    }

    private static func symbol32(_ byte: UInt8) -> Symbol {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .value(byte - UInt8(ascii: "A"), [])
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            .value(byte - UInt8(ascii: "a"), .smallLetters)
        case UInt8(ascii: "2")...UInt8(ascii: "7"): .value(byte - UInt8(ascii: "2") + 26, [])
        // Neither digit is in the alphabet, and each looks like one letter.
        case UInt8(ascii: "0"): .value(UInt8(ascii: "O") - UInt8(ascii: "A"), .lookAlikes)
        case UInt8(ascii: "8"): .value(UInt8(ascii: "B") - UInt8(ascii: "A"), .lookAlikes)
        // I or L.
        case UInt8(ascii: "1"): .ambiguous
        default: .none
        }
    }

    private func symbol64(_ byte: UInt8) -> Symbol {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .value(byte - UInt8(ascii: "A"), [])
        case UInt8(ascii: "a")...UInt8(ascii: "z"): .value(byte - UInt8(ascii: "a") + 26, [])
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .value(byte - UInt8(ascii: "0") + 52, [])
        case UInt8(ascii: "-") where self == .base64URL: .value(62, [])
        case UInt8(ascii: "_") where self == .base64URL: .value(63, [])
        case UInt8(ascii: "+") where self == .base64: .value(62, [])
        case UInt8(ascii: "/") where self == .base64: .value(63, [])
        default: .none
        }
    }
}

/// Gathers the bytes of one object from the characters of a text, whatever lies between them.
///
/// The object says how long it is, so nothing behind it is taken for a part of it.
struct Gathering {
    private let text: FoldedText
    private let alphabet: Alphabet
    /// The next character.
    private(set) var index: Int
    /// What lay between the characters, and what was changed in them.
    private(set) var repairs: Repairs = []
    /// How many characters carried something.
    private(set) var symbolCount = 0
    private var octets: [UInt8] = []
    private var bits: UInt32 = 0
    private var pending = 0

    init(_ text: FoldedText, from index: Int, _ alphabet: Alphabet) {
        self.text = text
        self.index = index
        self.alphabet = alphabet
    }

    /// The bytes of the object that begins here.
    mutating func object(maxBytes: Int) throws(ReadingFault) -> [UInt8] {
        var length: Int?
        while true {
            if let length, symbolCount == (length * 8 + alphabet.bitCount - 1) / alphabet.bitCount {
                try end()
                return octets
            }
            try take(missing: length)
            if length == nil {
                switch EnvelopeLength(of: octets) {
                case .unknown: break
                case .known(let count) where count <= maxBytes: length = count
                case .known, .none: throw damage(.notSigned1)
                }
            }
        }
    }

    /// All bytes up to a character that is not in the alphabet.
    mutating func bytes() throws(ReadingFault) -> [UInt8] {
        while true {
            let before = (index, repairs)
            skipSeparators()
            guard index < text.glyphs.count,
                case .value(let value, let repair) = alphabet.symbol(text.glyphs[index].byte)
            else {
                (index, repairs) = before
                guard pending < alphabet.bitCount, bits & ((1 << UInt32(pending)) - 1) == 0 else {
                    throw .uneven(at: text.position(of: index))
                }
                return octets
            }
            push(value, repair)
        }
    }

    private mutating func take(missing length: Int?) throws(ReadingFault) {
        let last = index
        guard skipSeparators(), index < text.glyphs.count else {
            throw .cut(missing: length.map { missing($0) }, at: text.position(of: last))
        }
        switch alphabet.symbol(text.glyphs[index].byte) {
        case .value where isDashOfSentence:
            throw .cut(missing: length.map { missing($0) }, at: text.position(of: last))
        case .value(let value, let repair): push(value, repair)
        case .ambiguous:
            throw .ambiguous(text.scalar(at: index), at: text.position(of: index))
        case .none:
            throw .stray(text.scalar(at: index), at: text.position(of: index))
        }
    }

    /// Whether a hyphen stands alone between blanks, as between the parts of a sentence; where each
    /// character stands alone it is one of them.
    private var isDashOfSentence: Bool {
        guard alphabet == .base64URL, index > 2, index + 1 < text.glyphs.count else { return false }
        return text.glyphs[index].byte == UInt8(ascii: "-")
            && text.glyphs[index - 1].byte == UInt8(ascii: " ")
            && text.glyphs[index + 1].isSeparator && !text.glyphs[index - 2].isSeparator
            && !text.glyphs[index - 3].isSeparator
    }

    private func missing(_ length: Int) -> Int {
        max(1, (length * 8 + alphabet.bitCount - 1) / alphabet.bitCount - symbolCount)
    }

    private mutating func push(_ value: UInt8, _ repair: Repairs) {
        repairs.formUnion(text.glyphs[index].repairs.union(repair))
        index += 1
        symbolCount += 1
        bits = bits << UInt32(alphabet.bitCount) | UInt32(value)
        pending += alphabet.bitCount
        if pending >= 8 {
            pending -= 8
            octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
        }
    }

    /// The object is complete: nothing may be left over, and no word goes on.
    private func end() throws(ReadingFault) {
        let hasMore =
            index < text.glyphs.count && text.glyphs[index].isWord
            && !text.beginsCarrier(at: index)
        guard !hasMore, bits & ((1 << UInt32(pending)) - 1) == 0 else {
            throw .uneven(at: text.position(of: index - 1))
        }
    }

    private func damage(_ error: COSEError) -> ReadingFault {
        .damaged(error, at: text.position(of: index - 1))
    }

    // MARK: - What lies between

    /// Goes to the next character that may carry something; false where the text seems to end
    /// before it.
    @discardableResult
    private mutating func skipSeparators() -> Bool {
        var lineCount = 0
        while index < text.glyphs.count {
            let byte = text.glyphs[index].byte
            if byte == UInt8(ascii: "\n") {
                lineCount += 1
                pass(.lineBreaks)
                skipReplyMarks()
            } else if byte == UInt8(ascii: " ") {
                pass(.spaces)
            } else if alphabet == .base32, byte.isOne(of: "-._,/") || isMiddleDot {
                pass(.hyphens)
            } else if byte == UInt8(ascii: "="), alphabet != .base64, text.endsLine(after: index) {
                pass(.quotedPrintable)
            } else if byte.isOne(of: "!\\"), text.endsLine(after: index) {
                pass(.lineEnds)
            } else if byte == UInt8(ascii: "="), alphabet == .base64 {
                pass([])
            } else if byte == UInt8(ascii: "\\"), index + 1 < text.glyphs.count,
                text.glyphs[index + 1].byte.isOne(of: "_-+/=")
            {
                pass(.markup)
            } else {
                break
            }
        }
        // Behind a blank line a short word is more likely a greeting than the rest of a key.
        return alphabet != .base64URL || lineCount < 2 || isLongRun
    }

    private var isMiddleDot: Bool { [0xb7, 0x2022, 0x30fb].contains(text.glyphs[index].scalar) }

    private mutating func pass(_ repair: Repairs) {
        repairs.formUnion(text.glyphs[index].repairs.union(repair))
        index += 1
    }

    private mutating func skipReplyMarks() {
        while index < text.glyphs.count {
            let byte = text.glyphs[index].byte
            guard byte.isOne(of: ">|") else {
                guard byte == UInt8(ascii: " "), text.hasReplyMark(behindSpacesAt: index) else {
                    return
                }
                index += 1
                continue
            }
            pass(.replyMarks)
        }
    }

    private var isLongRun: Bool {
        let run = text.glyphs[index...].prefix(16)
        return run.count == 16
            && run.allSatisfy {
                if case .value = alphabet.symbol($0.byte) { true } else { false }
            }
    }
}

/// How long a signed message is, from its first bytes.
enum EnvelopeLength {
    /// More bytes are needed to tell.
    case unknown
    case known(Int)
    /// It is not one.
    case none

    init(of bytes: [UInt8]) {
        let start: [UInt8] = [0xd2, 0x84]
        guard start.starts(with: bytes.prefix(2)) else {
            self = .none
            return
        }
        var offset = 2
        for part in 0..<3 {
            // The header, the empty map, the payload.
            guard offset < bytes.count else {
                self = .unknown
                return
            }
            if part == 1 {
                guard bytes[offset] == 0xa0 else {
                    self = .none
                    return
                }
                offset += 1
                continue
            }
            let head = bytes[offset]
            let extra: Int
            switch head {
            case 0x40...0x57: extra = 0
            case 0x58: extra = 1
            case 0x59: extra = 2
            case 0x5a: extra = 4
            default:
                self = .none
                return
            }
            guard offset + extra < bytes.count else {
                self = .unknown
                return
            }
            let count = bytes[(offset + 1)..<(offset + 1 + extra)].reduce(0) { $0 << 8 | Int($1) }
            offset += 1 + extra + (extra == 0 ? Int(head & 0x1f) : count)
        }
        // The signature: a head of two bytes, and 64.
        self = .known(offset + 66)
    }
}
