import Foundation
import Testing

@testable import COSESigning

@Suite struct `Passphrases` {
    let directory: KeyDirectory

    init() throws {
        directory = try KeyDirectory()
    }

    @Test(arguments: [
        ("words\n", "words"), ("words", "words"), ("words\r\n", "words"),
        (" words \n", " words "),
        ("wörter\nmore\n", "wörter"), ("words\n\n", "words"),
    ])
    func `are the first line of a file`(contents: String, expected: String) throws {
        let path = try directory.write(contents, to: "passphrase")
        #expect(try text(Passphrase.read(file: path)) == expected)
    }

    @Test(arguments: ["", "\n", "\nwords\n"])
    func `are never empty`(contents: String) throws {
        let path = try directory.write(contents, to: "passphrase")
        #expect(throws: KeyFileError.passphraseEmpty) { _ = try Passphrase.read(file: path) }
        #expect(throws: KeyFileError.passphraseEmpty) { _ = try Passphrase(bytes: []) }
    }

    @Test func `end at the limit`() throws {
        let longest = String(repeating: "x", count: Passphrase.maxBytes)
        for ending in ["", "\n", "\n" + longest] {
            let path = try directory.write(longest + ending, to: "passphrase")
            #expect(try text(Passphrase.read(file: path)) == longest)
        }
        let error = KeyFileError.passphraseTooLong(limit: Passphrase.maxBytes)
        let path = try directory.write(longest + "x", to: "passphrase")
        #expect(throws: error) { _ = try Passphrase.read(file: path) }
        #expect(throws: error) { _ = try Passphrase(bytes: Array((longest + "x").utf8)) }
    }

    @Test func `are text of one line`() throws {
        let path = try directory.write([0x77, 0, 0x6f, 0], to: "utf16")
        #expect(throws: KeyFileError.passphraseNotText) { _ = try Passphrase.read(file: path) }
        #expect(throws: KeyFileError.passphraseNotText) {
            _ = try Passphrase(bytes: Array("two\nlines".utf8))
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r", ""])
    func `end before a line end of any form`(_ ending: String) throws {
        let path = try directory.write("correct horse" + ending, to: "passphrase")
        #expect(try text(Passphrase.read(file: path)) == "correct horse")
    }

    @Test func `of a new key can be typed again`() throws {
        let texts = [
            "\u{feff}secret", "a\tb", "a\rb", "\u{1b}[A", "x\u{7f}", "a\u{200b}b", "a\u{85}",
            "a\u{2028}", "a\u{202e}b",
        ]
        // The last two are Latin-1, and a character that is cut in two.
        for bad in texts.map({ Array($0.utf8) }) + [[0x61, 0xe4, 0x62], [0x61, 0xc3]] {
            let path = "\(directory.path)/bad.key"
            #expect(throws: KeyFileError.passphraseUntypable) {
                try KeyFile.write(
                    SigningKey.generate(), to: path, passphrase: Passphrase(bytes: bad))
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        for (number, good) in ["pässwörd 字 🔑", "two words", " a "].enumerated() {
            try KeyFile.write(
                SigningKey.generate(), to: "\(directory.path)/good\(number).key",
                passphrase: Passphrase(bytes: Array(good.utf8)))
        }
    }

    @Test func `are read from a descriptor and not one byte beyond their line`() throws {
        let path = try directory.write("words\nthe rest", to: "input")
        let handle = try #require(FileHandle(forReadingAtPath: path))
        #expect(try text(Passphrase.read(descriptor: handle.fileDescriptor)) == "words")
        #expect(try handle.readToEnd() == Data("the rest".utf8))
    }

    @Test func `are not read from a descriptor that is closed`() {
        #expect(throws: KeyFileError.passphraseUnreadable(errno: EBADF)) {
            _ = try Passphrase.read(descriptor: -1)
        }
    }

    private func text(_ passphrase: consuming Passphrase) -> String {
        unsafe passphrase.secret.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

@Suite struct `Secret bytes` {
    @Test func `take no more than their capacity`() {
        var secret = SecretBytes(capacity: 2)
        let isTaken = [secret.append(1), secret.append(2), secret.append(3)]
        #expect(isTaken == [true, true, false])
        #expect(secret.count == 2)
    }

    @Test func `count what a system call reports, within the capacity`() {
        var secret = SecretBytes(capacity: 4)
        var counts: [Int] = []
        for report in [-1, 0, 3, 3] {
            _ = unsafe secret.append { _ in report }
            counts.append(secret.count)
        }
        #expect(counts == [0, 0, 3, 4])
    }

    @Test(
        arguments: [
            ([], [], true), ([1], [1], true), ([1, 2], [1, 3], false), ([1], [1, 2], false),
        ] as [([UInt8], [UInt8], Bool)])
    func `compare by content`(one: [UInt8], other: [UInt8], isSame: Bool) {
        let one = SecretBytes(copying: one)
        let verdict = one.hasSameContent(as: SecretBytes(copying: other))
        #expect(verdict == isSame)
    }
}
