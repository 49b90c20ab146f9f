import CBOR

/// The parts of a saved mail that are written in base64 (RFC 2045 §6.8).
enum EncodedBody {
    /// The text of all such parts, one after the other; nil where there is none.
    static func decoded(_ glyphs: [Glyph]) -> [Glyph]? {
        let lines = glyphs.split(omittingEmptySubsequences: false) { $0.byte == UInt8(ascii: "\n") }
        var result: [Glyph] = []
        var state = State.outside
        var body: [UInt8] = []
        var start = 0
        for line in lines + [[]] {
            let bytes = line.map { $0.byte }.filter { !$0.isOne(of: "\r \t") }
            switch state {
            case .outside:
                if isHeader(bytes) { state = .headers }
            case .headers:
                if bytes.isEmpty {
                    state = .body
                    body = []
                    start = line.first?.offset ?? 0
                }
            case .body:
                guard bytes.isEmpty || bytes.starts(with: "--".utf8) else {
                    if body.isEmpty { start = line.first?.offset ?? start }
                    body += bytes
                    continue
                }
                guard !body.isEmpty else { continue }
                result += text(of: body, at: start)
                state = .outside
            }
        }
        if case .body = state { result += text(of: body, at: start) }
        return result.isEmpty ? nil : result
    }

    private enum State { case outside, headers, body }

    private static func isHeader(_ line: [UInt8]) -> Bool {
        let plain = line.map { $0.isUpperLetter ? $0 + 0x20 : $0 }
        return plain.elementsEqual("content-transfer-encoding:base64".utf8)
    }

    private static func text(of body: [UInt8], at offset: Int) -> [Glyph] {
        var octets: [UInt8] = []
        var (bits, pending): (UInt32, Int) = (0, 0)
        for byte in body {
            guard case .value(let value, _) = Alphabet.base64.symbol(byte) else { continue }
            bits = bits << 6 | UInt32(value)
            pending += 6
            guard pending >= 8 else { continue }
            pending -= 8
            octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
        }
        return Glyphs.decoded(octets + [0x0a]).glyphs.map { glyph in
            Glyph(scalar: glyph.scalar, offset: offset, repairs: .encodedBody)
        }
    }
}
