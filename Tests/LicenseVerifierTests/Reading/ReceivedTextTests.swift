import COSE
import Foundation
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A received text` {
    static let key: String = {
        let vector = LicenseVector.all.first { $0.name == "every-claim" }
        return vector?.text ?? ""
    }()

    private static func message() throws -> SignedMessage { try LicenseKey(parsing: key).message }

    private static func fold(
        _ text: String, _ width: Int, _ end: String, quote: String = ""
    ) -> String {
        var lines: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return lines.map { quote + $0 }.joined(separator: end)
    }

    private static func put(_ inserted: String, in text: String, at offset: Int = 60) -> String {
        text.prefix(offset) + inserted + text.dropFirst(offset)
    }

    /// What a carrier does to a text, and what the reader says of it.
    static let changes: [(String, Repairs, @Sendable (String) -> String)] = [
        ("nothing", [], { $0 }),
        ("white space around", [], { " \n\t\($0)\r\n\n" }),
        ("a BOM", .byteOrderMark, { "\u{feff}" + $0 }),
        ("LF", .lineBreaks, { fold($0, 76, "\n") }),
        ("CRLF", .lineBreaks, { fold($0, 60, "\r\n") + "\r\n" }),
        ("CR", .lineBreaks, { fold($0, 31, "\r") }),
        ("folded in its start", .lineBreaks, { fold($0, 3, "\n") }),
        ("NBSP at its end", [], { $0 + "\u{a0}" }),
        ("blanks", .spaces, { fold($0, 5, " ") }),
        ("NBSP inside", .spaces, { fold($0, 40, "\u{a0}") }),
        ("a zero-width space", .invisible, { put("\u{200b}", in: $0) }),
        ("a soft hyphen", .invisible, { put("\u{ad}", in: $0) }),
        ("a quoted reply", [.lineBreaks, .replyMarks], { fold($0, 70, "\n", quote: "> ") }),
        ("a reply to a reply", [.lineBreaks, .replyMarks], { fold($0, 70, "\n", quote: ">> ") }),
        ("quoted-printable", .quotedPrintable, { fold($0, 75, "=\r\n") }),
        ("an old gateway", [.lineBreaks, .spaces, .lineEnds], { fold($0, 70, "!\n ") }),
        ("a mail", .surroundings, { "Hi,\n\nhere is it:\n\n\($0)\n\nBest regards\nACME\n" }),
        ("quotation marks", .surroundings, { "\u{201c}\($0)\u{201d}." }),
        (
            "a page", [.markup, .lineBreaks, .surroundings],
            { "<html><body><p>Yours:</p>\n<code>" + fold($0, 50, "<br>") + "</code></body></html>" }
        ),
        (
            "a saved mail", .encodedBody,
            {
                "From: a\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + fold(Data("Hi,\n\n\($0)\n\nBye\n".utf8).base64EncodedString(), 76, "\r\n")
                    + "\r\n\r\n--x--\r\n"
            }
        ),
        ("word breaks", .markup, { fold($0, 30, "<wbr>") }),
        ("an entity", .markup, { fold($0, 30, "&shy;") }),
        ("a named zero-width space", .markup, { fold($0, 30, "&ZeroWidthSpace;") }),
        ("a thin space of a page", .markup, { "<p>" + fold($0, 30, "&thinsp;") + "</p>" }),
        ("an unknown tag", .markup, { "<p>" + fold($0, 30, "<o:p></o:p>") + "</p>" }),
        ("a comment of a page", .markup, { "<p>" + fold($0, 30, "<!-- x -->") + "</p>" }),
        ("a Hangul filler", .invisible, { put("\u{3164}", in: $0) }),
        ("an object's place", .invisible, { put("\u{fffc}", in: $0) }),
        ("a Braille blank", .spaces, { put("\u{2800}", in: $0) }),
        ("a colored terminal", .invisible, { "\u{1b}[1;32m" + $0 + "\u{1b}[0m" }),
        (
            "numbers of lines", .lineMarks,
            { text in
                fold(text, 60, "\n").split(separator: "\n").enumerated()
                    .map { "\($0.offset + 9): \($0.element)" }.joined(separator: "\n")
            }
        ),
        (
            "a JSON document", .escapes,
            { "{\"key\": \"" + fold($0, 64, "\\n").replacing("/", with: "\\/") + "\\n\"}" }
        ),
        ("flowed text", [.spaces, .lineBreaks], { fold($0, 66, " \r\n") }),
        ("three replies", .replyMarks, { fold($0, 60, "\n", quote: "> > > ") }),
        ("backticks", .surroundings, { "`\($0)`." }),
        ("angle brackets", .surroundings, { "<\($0)>, and" }),
    ]

    @Test(arguments: changes.indices)
    func `gives the one canonical key`(_ index: Int) throws {
        let (name, repairs, change) = Self.changes[index]
        let reading = ReceivedText.read(change(Self.key))
        #expect(reading.objects.map(\.text) == [Self.key], "\(name): \(reading.faults)")
        #expect(reading.license == (try LicenseKey(parsing: Self.key)), "\(name)")
        #expect(reading.repairs.isSuperset(of: repairs), "\(name): \(reading.repairs)")
        if repairs.isEmpty { #expect(reading.repairs.isEmpty, "\(name): \(reading.repairs)") }
    }

    @Test(arguments: changes.indices)
    func `gives the one canonical carrier text`(_ index: Int) throws {
        let (name, repairs, change) = Self.changes[index]
        let text = Carrier.encode(try Self.message().bytes)
        let reading = ReceivedText.read(change(text))
        #expect(reading.objects.map(\.text) == [text], "\(name): \(reading.faults)")
        #expect(reading.repairs.isSuperset(of: repairs), "\(name): \(reading.repairs)")
        if repairs.isEmpty { #expect(reading.repairs.isEmpty, "\(name): \(reading.repairs)") }
    }

    @Test(arguments: changes.indices)
    func `gives the objects of a license file`(_ index: Int) throws {
        let (name, _, change) = Self.changes[index]
        let text = LicenseFile([try Self.message(), try Self.message()]).text(heading: "For you")
        let reading = ReceivedText.read(change(text))
        #expect(
            reading.objects.map(\.message) == [try Self.message()], "\(name): \(reading.faults)")
    }

    /// What only texts of one line go through.
    static let prints: [(String, Repairs, @Sendable (String) -> String)] = [
        ("a reply with initials", .lineMarks, { fold($0, 60, "\r\n", quote: "JD> ") }),
        ("a patch", .lineMarks, { fold($0, 60, "\n", quote: "+") }),
        ("colons", .lineMarks, { fold($0, 60, "\n", quote: ": ") }),
        // In a carrier text they are groups.
        ("hyphens of a page", .lineBreaks, { fold($0, 60, "-\n") }),
        ("mathematical letters", .styledLetters, { styled($0, capital: 0x1d5d4, digit: 0x1d7e2) }),
        ("monospaced letters", .styledLetters, { styled($0, capital: 0x1d670, digit: 0x1d7f6) }),
        (
            "ligatures", .ligatures,
            { $0.replacing("ff", with: "\u{fb00}").replacing("fl", with: "\u{fb02}") }
        ),
    ]

    private static func styled(_ text: String, capital: UInt32, digit: UInt32) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let changed: UInt32 =
                switch scalar {
                case "A"..."Z": scalar.value - 0x41 + capital
                case "a"..."z": scalar.value - 0x61 + capital + 26
                case "0"..."9": scalar.value - 0x30 + digit
                default: scalar.value
                }
            result.append(Unicode.Scalar(changed) ?? scalar)
        }
        return String(result)
    }

    @Test(arguments: prints.indices)
    func `of one line gives the canonical text`(_ index: Int) throws {
        let (name, repairs, change) = Self.prints[index]
        var key = Self.key
        if repairs == .ligatures {
            // The key that has some.
            key = try #require(
                LicenseVector.all.compactMap { $0.text }.first {
                    ($0.contains("ff") || $0.contains("fl"))
                        && ReceivedText.read($0).objects.map(\.text) == [$0]
                })
        }
        for text in [key, Carrier.encode(try LicenseKey(parsing: key).message.bytes)] {
            let reading = ReceivedText.read(change(text))
            #expect(reading.objects.map(\.text) == [text], "\(name): \(reading.faults)")
            guard change(text) != text else { continue }
            #expect(reading.repairs.isSuperset(of: repairs), "\(name): \(reading.repairs)")
        }
    }

    static let typings: [(String, Repairs, @Sendable (String) -> String)] = [
        ("small letters", .smallLetters, { $0.lowercased() }),
        ("groups", .spaces, { fold($0, 5, " ") }),
        ("hyphens", .hyphens, { fold($0, 4, "-") }),
        ("full stops", .hyphens, { fold($0, 5, ".") }),
        ("middle dots", .hyphens, { fold($0, 5, "\u{b7}") }),
        ("dashes", .hyphens, { fold($0, 5, "\u{2013}") }),
        ("0 for O", .lookAlikes, { "LK1:" + $0.dropFirst(4).replacing("O", with: "0") }),
        ("8 for B", .lookAlikes, { "LK1:" + $0.dropFirst(4).replacing("B", with: "8") }),
        ("a lost colon", .carrierMark, { $0.replacing("LK1:", with: "LK1 ") }),
        ("a colon without a blank", .carrierMark, { $0.replacing("LK1:", with: "LK1") }),
        ("a hyphen for the colon", .carrierMark, { $0.replacing("LK1:", with: "lk1-") }),
        ("a lost mark", .carrierMark, { $0.replacing("LK1:", with: "") }),
        ("a lost letter", .carrierMark, { $0.replacing("LK1:", with: "K1:") }),
        ("half of the mark", .carrierMark, { $0.replacing("LK1:", with: "1:") }),
        (
            "a lost mark, in groups", [.carrierMark, .hyphens],
            { fold($0.replacing("LK1:", with: ""), 7, "-") }
        ),
        (
            "a lost mark, in a mail", [.carrierMark, .surroundings],
            { "Hi,\n\n" + fold($0.replacing("LK1:", with: ""), 60, "\n> ") + "\n\nBye" }
        ),
        (
            "a lost mark, in small letters", [.carrierMark, .smallLetters],
            { fold($0.replacing("LK1:", with: "").lowercased(), 6, " ") }
        ),
    ]

    @Test(arguments: typings.indices)
    func `may be typed, as a carrier text`(_ index: Int) throws {
        let (name, repairs, change) = Self.typings[index]
        let text = Carrier.encode(try Self.message().bytes)
        let reading = ReceivedText.read(change(text))
        #expect(reading.objects.map(\.text) == [text], "\(name): \(reading.faults)")
        #expect(reading.repairs.isSuperset(of: repairs), "\(name): \(reading.repairs)")
    }

    @Test func `may be UTF-32 in either order, with and without a mark`() throws {
        for isLittle in [true, false] {
            for mark in ["\u{feff}", ""] {
                var bytes: [UInt8] = []
                for scalar in (mark + Self.key + "\r\n").unicodeScalars {
                    let word = [24, 16, 8, 0].map { UInt8(scalar.value >> $0 & 0xff) }
                    bytes += isLittle ? word.reversed() : word
                }
                let reading = ReceivedText.read(bytes)
                #expect(reading.objects.map(\.text) == [Self.key])
                #expect(reading.repairs == .utf32)
            }
        }
    }

    @Test func `of one object gives it, and says why not else`() throws {
        #expect(try ReceivedText.only(in: Array(Self.key.utf8)).text == Self.key)
        let other = Carrier.encode(try Self.message().bytes)
        for (text, fault) in [
            ("Hello", ReadingFault.nothing), (Self.key + "\n" + other, .several(2)),
            (
                "\n" + Self.put("\u{430}", in: Self.key),
                .stray("\u{430}", at: TextPosition(line: 2, column: 61))
            ),
        ] {
            #expect(throws: fault) { try ReceivedText.only(in: Array(text.utf8)) }
        }
    }

    @Test func `may be UTF-16 in either order, with and without a mark`() throws {
        for isLittle in [true, false] {
            for mark in ["\u{feff}", ""] {
                var bytes: [UInt8] = []
                for unit in (mark + Self.key + "\r\n").utf16 {
                    let pair = [UInt8(unit >> 8), UInt8(unit & 0xff)]
                    bytes += isLittle ? pair.reversed() : pair
                }
                let reading = ReceivedText.read(bytes)
                #expect(reading.objects.map(\.text) == [Self.key])
                #expect(reading.repairs == .utf16)
            }
        }
    }

    @Test func `may have another encoding around the key`() {
        let bytes = [0x4d, 0xfc, 0x0a] + Array(Self.key.utf8) + [0xa0, 0x0a]
        let reading = ReceivedText.read(bytes)
        #expect(reading.objects.map(\.text) == [Self.key])
        #expect(reading.repairs == .surroundings)
    }

    @Test func `may have its prefix in small letters, and percent signs`() {
        let small = Self.key.replacing("DEMO_", with: "demo_")
        #expect(ReceivedText.read(small).objects.map(\.text) == [Self.key])
        #expect(ReceivedText.read(small).repairs == .smallLetters)
        let link = "https://x.example/?key=" + Self.key.replacing("_", with: "%5F") + "&a=b"
        #expect(ReceivedText.read(link).objects.map(\.text) == [Self.key])
    }

    @Test func `may have a blank behind each character, or the escapes of a chat program`() {
        let spread = Self.key.map { "\($0) " }.joined()
        #expect(ReceivedText.read(spread).objects.map(\.text) == [Self.key])
        let escaped = Self.key.replacing("_", with: "\\_").replacing("-", with: "\\-")
        #expect(ReceivedText.read(escaped).objects.map(\.text) == [Self.key])
    }

    @Test func `whose letters lost their case says so`() {
        for text in [Self.key.uppercased(), Self.key.lowercased()] {
            #expect(
                ReceivedText.read("A key:\n" + text).faults == [
                    .caseLost(at: TextPosition(line: 2, column: 5))
                ])
        }
    }

    @Test func `keeps a prefix that is not the signed one, for the verifier to refuse`() throws {
        let reading = ReceivedText.read(
            "Key:\n" + Self.key.replacing("DEMO_", with: "EVIL_") + "\n")
        #expect(reading.license?.prefix == LicensePrefix("EVIL"))
    }

    @Test func `holds each object once`() {
        #expect(ReceivedText.read("\(Self.key)\n> \(Self.key)\n").objects.count == 1)
    }

    // MARK: - What is not guessed

    @Test func `whose file lost its case says so`() throws {
        let text = LicenseFile([try Self.message()]).text(heading: "For you").lowercased()
        #expect(ReceivedText.read(text).faults == [.caseLost(at: TextPosition(line: 2, column: 6))])
    }

    @Test func `keeps the hyphens that a key has at the ends of its lines`() throws {
        let key = try #require(
            LicenseVector.all.compactMap { $0.text }.first {
                $0.dropFirst(20).contains("-") && ReceivedText.read($0).objects.map(\.text) == [$0]
            })
        let place = try #require(key.dropFirst(20).firstIndex(of: "-"))
        let folded = key[...place] + "\n" + key[key.index(after: place)...]
        #expect(ReceivedText.read(String(folded)).objects.map(\.text) == [key])
        // Folded again, with a hyphen of the page's own.
        let hyphened = key[...place] + "-\n" + key[key.index(after: place)...]
        #expect(ReceivedText.read(String(hyphened)).objects.map(\.text) == [key])
    }

    @Test func `that has lost its mark and is damaged names the place, if it is long enough`()
        throws
    {
        let text = Carrier.encode(try Self.message().bytes).dropFirst(4)
        #expect(
            ReceivedText.read(Self.put("\u{430}", in: String(text))).faults == [
                .stray("\u{430}", at: TextPosition(line: 1, column: 61))
            ])
        #expect(ReceivedText.read("room 2KC, 2kc and 2KC4-99").isLikeObject == false)
    }

    @Test func `with a 1 in a carrier text names the place`() throws {
        let text = Carrier.encode(try Self.message().bytes)
        let place = try #require(text.dropFirst(30).firstIndex(of: "I"))
        let column = text.distance(from: text.startIndex, to: place) + 1
        let changed = text[..<place] + "1" + text[text.index(after: place)...]
        #expect(
            ReceivedText.read("Hi\n\n" + changed).faults == [
                .ambiguous("1", at: TextPosition(line: 3, column: column))
            ])
    }

    @Test func `with a letter of another alphabet names the place`() {
        let changed = Self.put("\u{430}", in: Self.key)
        #expect(
            ReceivedText.read("\n" + changed).faults == [
                .stray("\u{430}", at: TextPosition(line: 2, column: 61))
            ])
    }

    @Test(arguments: [1, 6, 40, 100])
    func `that is cut says so, whatever follows`(_ count: Int) throws {
        for text in [Self.key, Carrier.encode(try Self.message().bytes)] {
            for end in ["", "\n", "\n\nRegards", "\nBest wishes from all of us", " - thanks!"] {
                let reading = ReceivedText.read(text.dropLast(count) + end)
                #expect(reading.objects == [], "\(count) and \(end)")
                #expect(!reading.faults.isEmpty, "\(count) and \(end)")
            }
        }
    }

    @Test func `with a character too many is not read`() {
        #expect(ReceivedText.read(Self.put("A", in: Self.key)).objects == [])
        #expect(ReceivedText.read(Self.key + "A").objects == [])
    }

    @Test func `of words has no objects and no faults`() {
        for text in ["", "Hello", "see LK1: in the manual", "ACME_0oRQ…", "<b>A_0oR</b> &amp; B"] {
            let reading = ReceivedText.read(text)
            #expect(reading.objects == [] && reading.faults == [], "\(text)")
        }
    }

    @Test(arguments: 0..<UInt64(50))
    func `of noise is read to its end`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let pieces = [
            "LK1:", "_0oR", "2KC", "-----BEGIN LATCHKEY LICENSE-----", "=\n", "<b", "&#", "%5",
            "\u{feff}",
            "> ", "1: ", "LK1-TYPED\n", Self.key, "\r", "A", "\0",
        ]
        var text = ""
        for _ in 0..<200 { text += pieces.randomElement(using: &generator) ?? "" }
        let reading = ReceivedText.read(text)
        for object in reading.objects {
            #expect(ReceivedText.read(object.text).objects.map(\.text) == [object.text])
        }
    }
}
