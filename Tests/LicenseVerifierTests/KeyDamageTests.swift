import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Key damage` {
    static let text: String = {
        let vector = LicenseVector.all.first { $0.name == "every-claim" }
        return vector?.text ?? ""
    }()

    private static func put(_ inserted: String, at offset: Int = 60) -> String {
        text.prefix(offset) + inserted + text.dropFirst(offset)
    }

    static let damaged: [(String, KeyDamage)] = [
        (put("\n"), .lineBreak), (put("\r\n"), .lineBreak), (put("\u{2028}"), .lineBreak),
        (put("\u{85}"), .lineBreak), (put(" "), .space), (put("\t"), .space),
        (put("\u{a0}"), .space), (put("\u{2003}"), .space), (put("\u{3000}"), .space),
        (put("\u{2010}"), .dash("\u{2010}")), (put("\u{2013}"), .dash("\u{2013}")),
        (put("\u{2014}"), .dash("\u{2014}")), (put("\u{2212}"), .dash("\u{2212}")),
        (put("\u{ff0d}"), .dash("\u{ff0d}")), (put("\u{200b}"), .invisible("\u{200b}")),
        (put("\u{ad}"), .invisible("\u{ad}")), ("\u{feff}" + text, .invisible("\u{feff}")),
        (put("\u{202e}"), .invisible("\u{202e}")), (put("\0"), .invisible("\0")),
        (put("\u{1b}"), .invisible("\u{1b}")), (put("\u{430}"), .foreignLetter("\u{430}")),
        (put("\u{ff21}"), .foreignLetter("\u{ff21}")),
        (put("\u{ff10}"), .foreignLetter("\u{ff10}")),
        (put("\u{301}"), .foreignLetter("\u{301}")), (put("\u{ff3f}"), .foreignLetter("\u{ff3f}")),
        ("\"\(text)\"", .quoted), ("\u{201c}\(text)\u{201d}", .quoted), ("(\(text))", .quoted),
        ("<\(text)>", .quoted), (text + ".", .quoted), (text + ",", .quoted),
        (text + "=", .padding), (text + "==", .padding),
        ("demo" + text.dropFirst(4), .lowerCasePrefix),
        ("Demo" + text.dropFirst(4), .lowerCasePrefix),
    ]

    @Test(arguments: damaged)
    func `is recognized`(_ text: String, _ damage: KeyDamage) {
        #expect(KeyDamage(in: text) == damage)
        // Only what is refused is damaged.
        #expect(throws: LicenseError.self) { try LicenseKey(parsing: text) }
    }

    @Test func `of a cut end is measured by what the message promises`() throws {
        let count = Self.text.count
        for missing in 1..<count - 12 {
            guard case .cutEnd(let found) = KeyDamage(in: String(Self.text.dropLast(missing)))
            else {
                // Less than a head of the envelope is left, or the cut is not seen.
                Issue.record("a cut of \(missing) characters is not seen")
                continue
            }
            #expect((1...missing).contains(found), "\(missing) are missing, not \(found)")
        }
    }

    @Test(arguments: LicenseVector.golden)
    func `is not found in a genuine key`(_ vector: LicenseVector) throws {
        #expect(KeyDamage(in: try #require(vector.text)) == nil)
    }

    @Test func `is not looked for without end`() {
        let endless = String(repeating: "a", count: 10_000) + " "
        #expect(KeyDamage(in: endless) == nil)
        // A single character of 1 MB.
        let marks = "A" + String(repeating: "\u{301}", count: 500_000)
        #expect(KeyDamage(in: marks) == .foreignLetter("\u{301}"))
        #expect(KeyDamage(in: "") == nil)
        #expect(KeyDamage(in: "no key at all".replacing(" ", with: "")) == nil)
    }

    @Test func `names a character by its number`() {
        #expect(KeyDamage.invisible("\u{200b}").description.contains("U+200B"))
        #expect(KeyDamage.invisible("\u{7}").description.contains("U+0007"))
        #expect(KeyDamage.foreignLetter("\u{1d400}").description.contains("U+1D400"))
    }
}
