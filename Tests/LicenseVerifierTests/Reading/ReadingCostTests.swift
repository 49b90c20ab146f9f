import COSE
import LicenseTestSupport
import Testing

@testable import LicenseVerifier

@Suite struct `What a text costs to read` {
    @Test(arguments: [UInt64(1), 2, 3])
    func `does not change where its faults are`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let glyphs = (0..<300).map { offset in
            Glyph(scalar: [0x41, 0x0a, 0x0d].randomElement(using: &generator)!, offset: offset)
        }
        let lines = LineStarts(glyphs)
        for offset in 0...glyphs.count {
            #expect(lines.position(of: offset) == Self.walk(to: offset, glyphs), "\(offset)")
        }
    }

    private static func walk(to offset: Int, _ glyphs: [Glyph]) -> TextPosition {
        var (line, column) = (1, 1)
        for number in 0..<offset {
            let scalar = glyphs[number].scalar
            let isFirstOfPair =
                scalar == 0x0d && number + 1 < glyphs.count && glyphs[number + 1].scalar == 0x0a
            if scalar == 0x0a || (scalar == 0x0d && !isFirstOfPair) {
                (line, column) = (line + 1, 1)
            } else {
                column += 1
            }
        }
        return TextPosition(line: line, column: column)
    }

    @Test func `is bounded, whatever begins like an object in it`() throws {
        let message = try LicenseKey(parsing: `A received text`.key).message
        let carrier = Carrier.encode(message.bytes)
        func text(_ mentions: Int) -> String {
            String(repeating: "LK1:AAAA\n", count: mentions) + "\n" + carrier
        }
        #expect(ReceivedText.read(text(200)).objects.map(\.message) == [message])
        #expect(ReceivedText.read(text(5000)).objects.isEmpty)
    }
}

@Suite struct `A text that people see` {
    @Test(arguments: [
        "\u{3164}", "\u{115F}", "\u{FFA0}", "\u{034F}", "\u{2800}", "\u{202E}", "\u{200B}", "\u{7}",
    ])
    func `has no character that nobody sees`(character: String) {
        #expect(throws: TextFault.self) { try VisibleText.check("A\(character)B", "name") }
        #expect(VisibleText.cleaned("A\(character)B") == "AB")
    }

    @Test(arguments: ["Ärzte & Söhne", "株式会社", "☎\u{FE0F} Hotline", "e\u{301}"])
    func `keeps every other`(text: String) throws {
        try VisibleText.check(text, "name")
        #expect(VisibleText.cleaned(text) == text)
    }
}
