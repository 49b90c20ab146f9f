import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `License files` {
    private let license: VerifiedLicense
    private let lines: [String]

    init() throws {
        license = try TestVendor().license()
        lines = LicenseFile(license).text().split(separator: "\n").map(String.init)
    }

    private func fault(_ lines: [String]) -> LicenseError? {
        fault(Array(lines.joined(separator: "\n").utf8))
    }

    private func fault(_ text: [UInt8]) -> LicenseError? {
        do {
            _ = try LicenseFile(parsing: text).license()
            return nil
        } catch {
            return error
        }
    }

    @Test func `have lines of 64 characters between their two marks`() {
        #expect(lines.first == "-----BEGIN LATCHKEY LICENSE-----")
        #expect(lines.last == "-----END LATCHKEY LICENSE-----")
        #expect(lines.dropFirst().dropLast(2).allSatisfy { $0.count == 64 })
        #expect(fault(lines) == nil)
    }

    @Test func `are read with LF, CRLF and both`() {
        #expect(fault(Array(lines.joined(separator: "\r\n").utf8)) == nil)
        let mixed = lines.enumerated().map { $0.element + ($0.offset == 1 ? "\r\n" : "\n") }
        #expect(fault(Array(mixed.joined().utf8)) == nil)
        #expect(fault(Array(lines.joined(separator: "\r").utf8)) == .file(.noBegin))
    }

    @Test(arguments: LicenseVector.golden)
    func `are refused when cut anywhere`(_ vector: LicenseVector) throws {
        let text = Array(LicenseFile(try vector.verify()).text().utf8)
        for count in 0..<text.count - 1 {
            #expect(fault(Array(text.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(fault(Array(text.dropLast())) == nil)
    }

    @Test func `number their damaged lines from the file's start`() {
        var damaged = ["words", "more words"] + lines
        damaged[3] = "x"
        #expect(fault(damaged) == .file(.line(4)))
        #expect(fault(lines + ["", lines[0]]) == .file(.secondBlock(line: lines.count + 2)))
        #expect(fault([lines[0], lines[0]] + lines.dropFirst()) == .file(.secondBlock(line: 2)))
    }

    @Test func `hold nothing outside the block that is looked at`() {
        let noise = [
            "-----END LATCHKEY LICENSE-----", "\u{0}\u{7f}", "-----BEGIN CERTIFICATE-----",
        ]
        #expect(fault(noise + lines + ["-----END LATCHKEY LICENSE-----", "rest"]) == nil)
    }

    @Test func `cannot be given a second block by their words`() throws {
        let heading = (["Example Hospital"] + lines).joined(separator: "\n")
        let text = LicenseFile(license).text(heading: heading)
        #expect(try LicenseFile(parsing: Array(text.utf8)).objects == [license.message])
        let windows = (["Example Hospital"] + lines).joined(separator: "\r\n")
        let other = LicenseFile(license).text(heading: windows)
        #expect(try LicenseFile(parsing: Array(other.utf8)).objects == [license.message])
        #expect(LicenseFile(license).text(heading: " words\n").hasPrefix("words\n-----BEGIN"))
    }

    @Test func `hold objects of any number, in their order`() throws {
        let second = try TestVendor(seed: 8).license()
        let file = LicenseFile([license.message, second.message, license.message])
        let read = try LicenseFile(parsing: Array(file.text().utf8))
        #expect(read == file)
        #expect(try read.license().message == license.message)
        #expect(read.unknownTypes.isEmpty)
    }

    @Test func `are refused beyond 64 MiB, unread`() {
        let tooLong = [UInt8](repeating: 0x0a, count: Limits.maxFileBytes + 1)
        #expect(
            fault(tooLong)
                == .file(.tooLong(count: Limits.maxFileBytes + 1, limit: Limits.maxFileBytes)))
    }

    @Test func `may have many lines of words`() {
        let words = [String](repeating: "", count: 100_000)
        #expect(fault(words) == .file(.noBegin))
        #expect(fault(words + lines + words) == nil)
        #expect(fault(words + [lines[0], "x"] + lines.dropFirst()) == .file(.line(100_002)))
    }

    @Test func `hold a license of the length of a key's`() throws {
        let key = try SignedPayloads()
        let long = try key.sign([UInt8](repeating: 0, count: 1537))
        #expect(
            fault(Array(LicenseFile([long]).text().utf8))
                == .message(.payloadTooLong(count: 1537, limit: 1536)))
        let longest = try key.sign([UInt8](repeating: 0, count: 1536))
        #expect(fault(Array(LicenseFile([longest]).text().utf8)) == nil)
    }

    @Test func `are told from other texts by the line that begins the block`() {
        func isFile(_ text: String) -> Bool { LicenseFile.isLicenseFile(Array(text.utf8)) }
        #expect(isFile(LicenseFile(license).text(heading: "words")))
        #expect(isFile(lines[0]))
        #expect(!isFile(""))
        #expect(!isFile(license.text))
        #expect(!isFile("-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"))
        #expect(!isFile("see " + lines[0]))
    }
}
