import CBOR
import COSE

/// One walk through a text, object by object.
struct Scan {
    private(set) var reading = Reading()
    private let text: FoldedText
    /// The characters of what was read.
    private var spans: [Range<Int>] = []
    /// Whether words may stand around everything that was found, as around a license file.
    private var hasOnlyArmor = true
    /// How many beginnings of objects were followed.
    private(set) var beginningCount = 0
    /// The objects that were found, so that each counts once however many there are.
    private var seen: Set<[UInt8]> = []

    /// Fewer characters than these are a mention in a sentence, such as `LK1:`.
    private static let minSymbols = 8
    /// Fewer are no object that has lost its mark: its header alone has as many.
    private static let minUnmarkedSymbols = 40

    init(_ text: FoldedText) {
        self.text = text
    }

    /// Reads the license file whose first line has its `BEGIN` here; gives where it ends.
    mutating func armor(at start: Int) -> Int? {
        guard let afterBegin = text.end(of: "BEGIN LATCHKEY LICENSE", at: start) else {
            if text.end(of: "begin latchkey license", at: start) != nil {
                reading.faults.append(.caseLost(at: text.position(of: start)))
            }
            return nil
        }
        var index = afterBegin
        while index < text.glyphs.count,
            text.glyphs[index].isSeparator || text.glyphs[index].byte.isOne(of: "->|\\")
        {
            index += 1
        }
        var gathering = Gathering(text, from: index, .base64)
        beginningCount += 1
        do throws(ReadingFault) {
            let octets = try gathering.bytes()
            let end = try armorEnd(gathering.index)
            do throws(COSEError) {
                for message in try SignedMessage.sequence(
                    octets, maxPayload: Limits.maxObjectBytes)
                {
                    add(ReadObject(message: message, prefix: nil))
                }
            } catch {
                throw .damaged(error, at: text.position(of: index))
            }
            // The line breaks are part of the form; only what else was between them is a repair.
            reading.repairs.formUnion(gathering.repairs.subtracting(.spaces).union(.lineBreaks))
            spans.append(start..<end)
            return end
        } catch {
            reading.faults.append(error)
            return gathering.index > start ? gathering.index : nil
        }
    }

    private func armorEnd(_ start: Int) throws(ReadingFault) -> Int {
        var index = start
        while index < text.glyphs.count,
            text.glyphs[index].isSeparator || text.glyphs[index].byte.isOne(of: "->|=\\")
        {
            index += 1
        }
        if let end = text.end(of: "END LATCHKEY LICENSE", at: index) { return end }
        guard index < text.glyphs.count else {
            throw .cut(missing: nil, at: text.position(of: index))
        }
        throw .stray(text.scalar(at: index), at: text.position(of: index))
    }

    /// Reads the carrier text that begins here; gives where it ends.
    mutating func carrier(at start: Int) -> Int? {
        guard start == 0 || !text.glyphs[start - 1].isWord,
            let body = text.carrierBody(at: start)
        else { return nil }
        var gathering = Gathering(text, from: body, .base32)
        var repairs: Repairs = []
        for glyph in text.glyphs[start..<body] {
            repairs.formUnion(glyph.repairs)
            if glyph.byte.isLowerLetter { repairs.insert(.smallLetters) }
        }
        if text.glyphs[start + 3].byte != UInt8(ascii: ":") { repairs.insert(.carrierMark) }
        return take(start, &gathering, prefix: nil, repairs, limit: Limits.maxCarrierCharacters)
    }

    /// Reads the carrier text that begins here and has lost its `LK1:`; gives where it ends.
    mutating func unmarkedCarrier(at start: Int) -> Int? {
        guard start == 0 || !text.glyphs[start - 1].isWord, text.beginsObject(at: start) else {
            return nil
        }
        var gathering = Gathering(text, from: start, .base32)
        return take(
            start, &gathering, prefix: nil, .carrierMark, limit: Limits.maxCarrierCharacters,
            minSymbols: Self.minUnmarkedSymbols)
    }

    /// Reads the license key whose first underscore is here; gives where it ends.
    mutating func key(at separator: Int) -> Int? {
        // Every signed object begins with the same 18 bits: two bytes, and two bits of the third.
        guard text.end(of: "_0oR", at: separator) != nil else {
            if isCaseLost(at: separator) {
                reading.faults.append(.caseLost(at: text.position(of: separator)))
            }
            return nil
        }
        var gathering = Gathering(text, from: separator + 1, .base64URL)
        return take(
            separator, &gathering, prefix: separator, text.glyphs[separator].repairs,
            limit: Limits.maxKeyCharacters)
    }

    /// Whether a license key begins here whose letters are all capital or all small, so that nobody
    /// can tell what they were.
    ///
    /// Who typed it may have confused 0 and O as well.
    private func isCaseLost(at separator: Int) -> Bool {
        let run = text.glyphs[separator...].prefix(40)
        // First what is nearly never so: a text may be nothing but underscores.
        guard run.count == 40, text.glyphs[separator + 1].byte.isOne(of: "0oO"),
            text.glyphs[separator + 2].byte.isOne(of: "0oO"),
            text.glyphs[separator + 3].byte | 0x20 == UInt8(ascii: "r"),
            run.allSatisfy({ $0.isWord || $0.byte.isOne(of: "-_") })
        else { return false }
        let bytes = run.map { $0.byte }
        return !bytes.contains { $0.isLowerLetter } || !bytes.contains { $0.isUpperLetter }
    }

    private mutating func take(
        _ start: Int, _ gathering: inout Gathering, prefix separator: Int?, _ repairs: Repairs,
        limit: Int, minSymbols: Int = minSymbols
    ) -> Int? {
        beginningCount += 1
        do throws(ReadingFault) {
            let octets = try gathering.object(maxBytes: limit)
            let message: SignedMessage
            do throws(COSEError) {
                message = try SignedMessage(octets, maxPayload: Limits.maxObjectBytes)
            } catch {
                throw .damaged(error, at: text.position(of: start))
            }
            var found: FoundPrefix?
            if let separator { found = try FoundPrefix(before: separator, in: text, of: message) }
            add(ReadObject(message: message, prefix: found?.prefix))
            reading.repairs.formUnion(gathering.repairs.union(repairs))
            if let found { reading.repairs.formUnion(found.repairs) }
            hasOnlyArmor = false
            spans.append((found?.start ?? start)..<gathering.index)
            return gathering.index
        } catch {
            guard gathering.symbolCount >= minSymbols || isLongRun(from: start) else {
                return nil
            }
            reading.faults.append(error)
            return nil
        }
    }

    private mutating func add(_ object: ReadObject) {
        let name = object.message.bytes + (object.prefix.map { Array("\($0)".utf8) } ?? [])
        if seen.insert(name).inserted { reading.objects.append(object) }
    }

    /// Whether what begins here is too long to be a mention in a sentence.
    private func isLongRun(from start: Int) -> Bool {
        let run = text.glyphs[start...].prefix(40)
        return run.count == 40 && run.allSatisfy { !$0.isSeparator }
    }

    /// What was found, with what stood around it.
    consuming func finished() -> Reading {
        guard !reading.objects.isEmpty, !hasOnlyArmor else { return reading }
        var index = 0
        var reading = reading
        for span in spans + [text.glyphs.count..<text.glyphs.count] {
            for glyph in text.glyphs[min(index, span.lowerBound)..<span.lowerBound] {
                reading.repairs.formUnion(glyph.repairs)
                if glyph.byte.isOne(of: ">|") {
                    reading.repairs.insert(.replyMarks)
                } else if !glyph.isSeparator {
                    reading.repairs.insert(.surroundings)
                }
            }
            index = span.upperBound
        }
        return reading
    }
}

/// The prefix of a license key as it stands in a text.
private struct FoundPrefix {
    let prefix: LicensePrefix
    let start: Int
    var repairs: Repairs = []

    /// Looks for the signed prefix in front of the underscore, and takes any other that is there:
    /// verification refuses it.
    init(before separator: Int, in text: FoldedText, of message: SignedMessage) throws(ReadingFault)
    {
        if let signed = Self.signed(in: message),
            let match = Self.match(signed, before: separator, in: text)
        {
            (prefix, start, repairs) = (signed, match.start, match.repairs)
            return
        }
        var start = separator
        while start > 0, text.glyphs[start - 1].isWord, separator - start <= LicensePrefix.maxCount
        {
            start -= 1
        }
        let bytes = text.glyphs[start..<separator].map { $0.capital }
        let followsOtherScript = start > 0 && text.glyphs[start - 1].scalar >= 0x80
        guard let found = LicensePrefix(String(decoding: bytes, as: UTF8.self)), !followsOtherScript
        else {
            let index = max(0, start - 1)
            throw .stray(text.scalar(at: index), at: text.position(of: index))
        }
        prefix = found
        self.start = start
    }

    private static func signed(in message: SignedMessage) -> LicensePrefix? {
        guard let key = try? LicenseKey(message) else { return nil }
        return (try? UnverifiedClaims(of: key))?.asserted.prefix
    }

    private static func match(
        _ prefix: LicensePrefix, before separator: Int, in text: FoldedText
    ) -> (start: Int, repairs: Repairs)? {
        var index = separator
        var repairs: Repairs = []
        for byte in prefix.description.utf8.reversed() {
            while index > 0,
                text.glyphs[index - 1].isSeparator
                    || text.glyphs[index - 1].byte.isOne(of: ">|\\")
            {
                index -= 1
                let byte = text.glyphs[index].byte
                switch byte {
                case UInt8(ascii: "\n"): repairs.insert(.lineBreaks)
                case UInt8(ascii: " "): repairs.insert(.spaces)
                case UInt8(ascii: "\\"): repairs.insert(.markup)
                default: repairs.insert(.replyMarks)
                }
            }
            guard index > 0 else { return nil }
            index -= 1
            let glyph = text.glyphs[index]
            if glyph.byte.isLowerLetter, glyph.byte - 0x20 == byte {
                repairs.insert(.smallLetters)
            } else if glyph.byte != byte {
                return nil
            }
            repairs.formUnion(glyph.repairs)
        }
        let isWhole = index == 0 || !text.glyphs[index - 1].isWord
        return isWhole ? (index, repairs) : nil
    }
}
