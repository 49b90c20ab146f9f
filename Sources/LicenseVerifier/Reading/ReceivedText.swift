import CBOR
import COSE

/// Reads texts that were changed on their way (Token-Format, lenient reading).
///
/// License keys, license files and carrier texts are found in whatever they came in, and read if
/// that needs no guess. Parsing stays strict: what is found here is the canonical object, and
/// nothing of it is trusted before it is verified.
public enum ReceivedText {
    /// The most bytes that are searched.
    public static let maxBytes = 4 << 20
    /// How many beginnings of objects are followed that lead nowhere.
    private static let maxFaults = 16
    /// How many beginnings are followed at all, most of which are mentions such as `LK1:`.
    private static let maxBeginnings = 4096

    /// Finds the objects in a text, which may have any of the usual encodings.
    public static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.count <= maxBytes else {
            var reading = Reading()
            reading.faults = [.tooLong(count: bytes.count, limit: maxBytes)]
            return reading
        }
        let (glyphs, repairs) = Glyphs.decoded(bytes)
        let lines = LineStarts(glyphs)
        var best = Reading()
        for unwrapping in Unwrapping.allCases {
            guard let unwrapped = unwrapping.apply(to: glyphs) else { continue }
            var reading = objects(
                in: FoldedText(unwrapped, original: glyphs, lines: lines))
            reading.repairs.formUnion(repairs)
            if !reading.objects.isEmpty, reading.faults.isEmpty { return reading }
            if reading.objects.count > best.objects.count
                || (best.objects.isEmpty && best.faults.isEmpty)
            {
                best = reading
            }
        }
        return best
    }

    /// The only object in a text, such as the message that somebody carries.
    public static func only(in bytes: [UInt8]) throws(ReadingFault) -> ReadObject {
        try read(bytes).only()
    }

    /// Finds the objects in a text.
    public static func read(_ text: String) -> Reading { read(Array(text.utf8)) }

    /// The characters of a text in any of the usual encodings, without a byte-order mark.
    public static func decoded(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for glyph in Glyphs.decoded(bytes).glyphs {
            text.append(Unicode.Scalar(glyph.scalar) ?? "\u{fffd}")
        }
        return String(text)
    }

    /// A file as its program meant it: without a byte-order mark, and as UTF-8 if that mark says
    /// UTF-16 or UTF-32.
    public static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes[3...]) }
        guard
            bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
                || bytes.starts(with: [0, 0, 0xfe, 0xff])
        else { return bytes }
        return Array(decoded(bytes).utf8)
    }

    /// A text without the invisible characters in it and without the blanks, quotation marks and
    /// full stops around it; dashes are hyphens, and full-width characters are plain ones.
    public static func trimmed(_ text: String) -> String {
        let glyphs = Glyphs.folded(Glyphs.decoded(Array(text.utf8)).glyphs)
        func isAround(_ glyph: Glyph) -> Bool {
            glyph.isSeparator || glyph.byte.isOne(of: "\"'`<>,;.")
                || [0x2018, 0x2019, 0x201c, 0x201d, 0x201e, 0xab, 0xbb].contains(glyph.scalar)
        }
        guard let first = glyphs.firstIndex(where: { !isAround($0) }),
            let last = glyphs.lastIndex(where: { !isAround($0) })
        else { return "" }
        var result = String.UnicodeScalarView()
        for glyph in glyphs[first...last] {
            result.append(Unicode.Scalar(glyph.scalar) ?? "\u{fffd}")
        }
        return String(result)
    }

    private static func objects(in text: FoldedText) -> Reading {
        let typed = TypedLines(text).map { Self.typed($0) }
        if let typed, !typed.objects.isEmpty { return typed }
        var (found, isWhole) = marked(in: text)
        if isWhole, !found.isLikeObject {
            let unmarked = unmarked(in: text)
            if typed == nil || !unmarked.objects.isEmpty { return unmarked }
        }
        found.faults = (typed?.faults ?? []) + found.faults
        return found
    }

    /// What begins with one of the marks: `LK1:`, the first line of a file, a prefix.
    private static func marked(in text: FoldedText) -> (reading: Reading, isWhole: Bool) {
        walk(text) { (scan, index) in
            switch text.glyphs[index].byte {
            case UInt8(ascii: "B"), UInt8(ascii: "b"): scan.armor(at: index)
            case UInt8(ascii: "L"), UInt8(ascii: "l"): scan.carrier(at: index)
            case UInt8(ascii: "_"): scan.key(at: index)
            default: nil
            }
        }
    }

    /// What has lost its mark: a carrier text without `LK1:`, or the bare groups of a typed form.
    private static func unmarked(in text: FoldedText) -> Reading {
        let (found, _) = walk(text) { (scan, index) in
            text.glyphs[index].byte == UInt8(ascii: "2") ? scan.unmarkedCarrier(at: index) : nil
        }
        guard found.objects.isEmpty, let lines = TypedLines(unnumbered: text) else { return found }
        return typed(lines)
    }

    /// Goes through a text, all of it if it is not too much, and follows what begins like an object.
    private static func walk(
        _ text: FoldedText, _ follow: (inout Scan, Int) -> Int?
    ) -> (reading: Reading, isWhole: Bool) {
        var scan = Scan(text)
        var index = 0
        while index < text.glyphs.count, scan.reading.faults.count < maxFaults,
            scan.beginningCount < maxBeginnings
        {
            index = follow(&scan, index) ?? index + 1
        }
        return (scan.finished(), index >= text.glyphs.count)
    }

    private static func typed(_ lines: TypedLines) -> Reading {
        var reading = Reading()
        do throws(ReadingFault) {
            let (octets, repairs) = try lines.octets()
            reading.repairs = repairs
            do throws(COSEError) {
                reading.objects = [
                    ReadObject(
                        message: try SignedMessage(octets, maxPayload: Limits.maxObjectBytes),
                        prefix: nil)
                ]
            } catch {
                throw .damaged(error, at: TextPosition(line: 1, column: 1))
            }
        } catch {
            reading.faults = [error]
        }
        return reading
    }
}
