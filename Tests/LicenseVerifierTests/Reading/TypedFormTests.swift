import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The typed form` {
    static func bytes() throws -> [UInt8] {
        try LicenseKey(parsing: `A received text`.key).message.bytes
    }

    private static func read(_ text: String) throws -> [[UInt8]] {
        ReceivedText.read(text).objects.map { $0.message.bytes }
    }

    @Test func `is read as it was printed, and as people type`() throws {
        let bytes = try Self.bytes()
        let text = TypedForm.text(of: bytes)
        for typed in [
            text, text.lowercased(), text.replacing("\n", with: "\r\n"),
            text.split(separator: "\n").dropFirst().joined(separator: "\n"),
            text.split(separator: "\n").shuffled().joined(separator: "\n\n"),
            text.replacing(": ", with: ". ").replacing("O", with: "0"),
            "Hello,\n\n\(text)\nRegards",
        ] {
            #expect(try Self.read(typed) == [bytes])
        }
        // Blanks where somebody likes them.
        let lines = text.split(separator: "\n").dropFirst().map { line in
            let parts = line.split(separator: ":")
            return parts[0] + ":" + parts[1].replacing(" ", with: "")
        }
        #expect(try Self.read(lines.joined(separator: "\n")) == [bytes])
    }

    @Test func `is read without the numbers of its lines, and without its lines`() throws {
        let bytes = try Self.bytes()
        let text = TypedForm.text(of: bytes)
        let bare = text.replacing(#/(?m)^ ?\d+: /#, with: "")
        for typed in [
            bare, bare.lowercased(), "\(bare)\nRegards, 2. Acme", text.replacing("\n", with: " "),
            bare.replacing("\n", with: " "), text.replacing(#/(?m)^ ?(\d+: )/#) { "Line \($0.1)" },
        ] {
            #expect(try Self.read(typed) == [bytes])
        }
        // Without numbers a slip is named by the line that was printed.
        let lines = bare.split(separator: "\n").map(String.init)
        var slipped = lines
        slipped[3] = String(lines[3].prefix(1) + lines[3].dropFirst(2))
        #expect(
            ReceivedText.read(slipped.joined(separator: "\n")).faults
                == [.typed([TypedSlip(line: 3, group: 1)])])
    }

    /// The printed lines without heading and numbers.
    private static func bareLines(_ bytes: [UInt8]) -> [String] {
        TypedForm.text(of: bytes).split(separator: "\n").dropFirst().map {
            $0.split(separator: ":")[1].trimmingPrefix(" ").description
        }
    }

    @Test func `is read without its heading, too, by its check characters`() throws {
        let bytes = try Self.bytes()
        let lines = Self.bareLines(bytes)
        let bare = lines.joined(separator: "\n")
        for typed in [
            bare, bare.lowercased(), bare.replacing("\n", with: " "),
            bare.replacing(" ", with: ""), bare.replacing(#/[ \n]/#, with: ""),
            bare.replacing(" ", with: "-"), "> " + bare.replacing("\n", with: "\n> "),
            "Hello,\n\n\(bare)\nRegards, ACME Ltd.",
            // Wrapped where a narrow column ended.
            lines.map { $0.prefix(20) + "\n" + $0.dropFirst(21) }.joined(separator: "\n"),
        ] {
            #expect(try Self.read(typed) == [bytes], "\(typed)")
        }
    }

    @Test func `without numbers still names the line of a slip, and one that is missing`() throws {
        let lines = Self.bareLines(try Self.bytes())
        var slipped = lines
        slipped[6] = String(lines[6].prefix(8) + lines[6].dropFirst(9))
        #expect(
            ReceivedText.read(slipped.joined(separator: "\n")).faults
                == [.typed([TypedSlip(line: 7, group: 2)])])
        var rest = lines
        rest.remove(at: 4)
        #expect(
            ReceivedText.read(rest.joined(separator: "\n")).faults == [.typedLine(5)])
    }

    @Test func `is read where some lines have no number`() throws {
        let bytes = try Self.bytes()
        let lines = TypedForm.text(of: bytes).split(separator: "\n").map(String.init)
        for unnumbered in [[1], [3], [2, 3], [1, 4, 5]] {
            var typed = lines
            for line in unnumbered { typed[line] = String(lines[line].split(separator: ":")[1]) }
            #expect(try Self.read(typed.joined(separator: "\n")) == [bytes])
            #expect(try Self.read(typed.dropFirst().joined(separator: "\n")) == [bytes])
        }
    }

    @Test func `counts a line once that was typed twice alike`() throws {
        let bytes = try Self.bytes()
        let lines = TypedForm.text(of: bytes).split(separator: "\n").map(String.init)
        for line in 1..<lines.count {
            var twice = lines
            twice.insert(lines[line].lowercased(), at: line)
            #expect(try Self.read(twice.joined(separator: "\n")) == [bytes])
        }
        var bare = Self.bareLines(bytes)
        bare.insert(bare[3], at: 3)
        #expect(try Self.read(bare.joined(separator: "\n")) == [bytes])
        // Of two that differ, one is wrong where they do.
        var differing = lines
        differing.insert(
            String(lines[3].prefix(13)) + (lines[3].dropFirst(13).first == "A" ? "B" : "A")
                + lines[3].dropFirst(14), at: 4)
        #expect(
            ReceivedText.read(differing.joined(separator: "\n")).faults
                == [.typed([TypedSlip(line: 3, group: 2)])])
    }

    @Test func `takes a 1 for the letter that fits`() throws {
        let text = TypedForm.text(of: try Self.bytes())
        let lines = text.split(separator: "\n").dropFirst().map { line in
            let parts = line.split(separator: ":")
            return parts[0] + ":" + parts[1].replacing("I", with: "1")
        }
        #expect(try Self.read(lines.joined(separator: "\n")) == [try Self.bytes()])
    }

    @Test(arguments: 0..<UInt64(300))
    func `names the group of a slip`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let text = TypedForm.text(of: try Self.bytes())
        var lines = text.split(separator: "\n").map(String.init)
        let line = Int.random(in: 1..<lines.count, using: &generator)
        let parts = lines[line].split(separator: ":")
        var groups = parts[1].split(separator: " ").map { Array($0) }
        let group = groups.indices.randomElement(using: &generator) ?? 0
        let place = Int.random(in: 0..<groups[group].count - 1, using: &generator)
        let before = groups[group]
        switch seed % 3 {
        case 0: groups[group][place] = "ABCDEFGHJKMNPQRSTUVWXYZ234567".randomElement() ?? "A"
        case 1: groups[group].swapAt(place, place + 1)
        default: groups[group].remove(at: place)
        }
        guard groups[group] != before else { return }
        lines[line] = parts[0] + ": " + groups.map { String($0) }.joined(separator: " ")
        let reading = ReceivedText.read(lines.joined(separator: "\n"))
        #expect(reading.objects == [])
        #expect(reading.faults == [.typed([TypedSlip(line: line, group: group + 1)])])
    }

    @Test func `names a line that is missing, or in another's place`() throws {
        let lines = TypedForm.text(of: try Self.bytes()).split(separator: "\n")
        for missing in 2..<lines.count {
            var rest = lines
            rest.remove(at: missing)
            let reading = ReceivedText.read(rest.joined(separator: "\n"))
            #expect(reading.faults == [.typedLine(missing)])
        }
        var swapped = lines
        swapped[1] = " 1:" + lines[2].dropFirst(3)
        swapped[2] = " 2:" + lines[1].dropFirst(3)
        let reading = ReceivedText.read(swapped.joined(separator: "\n"))
        #expect(reading.objects == [])
        guard case .typed(let slips) = reading.faults.first else {
            Issue.record("\(reading.faults)")
            return
        }
        #expect(slips.filter { $0.line < 3 }.count == 12)
    }
}
