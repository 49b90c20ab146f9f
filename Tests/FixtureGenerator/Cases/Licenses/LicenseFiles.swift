import LicenseVerifier

enum LicenseFiles {
    /// Armored files, whole and damaged.
    static func all() throws -> [LicenseCase] {
        try wholeFiles() + damagedFiles() + filesWithoutLicense()
    }

    private static let begin = "-----BEGIN LATCHKEY LICENSE-----"
    private static let end = "-----END LATCHKEY LICENSE-----"
    private static let trustType = "application/vnd.example.note+cwt"

    /// The armor, written out here so that the product's writer has a second opinion.
    private static func armored(_ octets: [UInt8], lineLength: Int = 64) -> [String] {
        var rest = Base64.encodePadded(octets)[...]
        var lines = [begin]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(lineLength)))
            rest = rest.dropFirst(lineLength)
        }
        return lines + [end]
    }

    private static func file(
        _ name: String, _ description: String, _ lines: [String], _ verdict: LicenseCase.Verdict,
        lineEnd: String = "\n"
    ) throws -> LicenseCase {
        let text = lines.map { $0 + lineEnd }.joined()
        return try LicenseCase(name, description, .file(Array(text.utf8)), verdict)
    }

    /// An object of a type that no version knows, signed by the demo issuer.
    private static func note(payload: [UInt8] = filler(40)) throws -> [UInt8] {
        var forgery = try Forgery()
        forgery.protected = Forgery.header(
            keyID: forgery.issuer.publicKey.keyID, type: Raw.text(trustType))
        forgery.payload = payload
        return try forgery.octets()
    }

    private static func wholeFiles() throws -> [LicenseCase] {
        let license = try TestIssuer.demo.get().mint(Sample.claims).octets
        let verdict = LicenseCase.Verdict.verified(Sample.claims)
        let lines = armored(license)
        let both = armored(try note() + license)
        return [
            try file("file", "a license file", lines, verdict),
            try file("file-crlf", "lines that end in CRLF", lines, verdict, lineEnd: "\r\n"),
            try file(
                "file-words", "words for people before and after the block",
                ["DEMO for the Example Hospital", "", "-- keep this file --"] + lines
                    + ["", "end of message"], verdict),
            try file(
                "file-no-final-line-feed", "no line end behind the block",
                lines.dropLast().map { $0 + "\n" } + [end], verdict, lineEnd: ""),
            try file(
                "file-unknown-object", "an object of an unknown type before the license", both,
                verdict
            ).with { $0.unknownTypes = [trustType] },
            try file(
                "file-full-last-line", "a last line of 64 characters",
                armored(try fullLastLine() + license), verdict
            ).with { $0.unknownTypes = [trustType] },
        ]
    }

    /// A note of a length that fills the last line together with a license.
    private static func fullLastLine() throws -> [UInt8] {
        let license = try TestIssuer.demo.get().mint(Sample.claims).octets
        let notes = try (0..<48).map { try note(payload: filler($0)) }
        return notes.first { ($0.count + license.count).isMultiple(of: 48) } ?? []
    }

    private static func damagedFiles() throws -> [LicenseCase] {
        let license = try TestIssuer.demo.get().mint(Sample.claims).octets
        let lines = armored(license)
        func changed(_ change: (inout [String]) -> Void) -> [String] {
            var copy = lines
            change(&copy)
            return copy
        }
        let count = lines.count
        let wrong: [(String, String, [String], String)] = [
            (
                "file-no-begin", "no line that begins the block", changed { $0.removeFirst() },
                "file.no-begin"
            ),
            (
                "file-begin-changed", "another kind of block",
                changed { $0[0] = "-----BEGIN CERTIFICATE-----" }, "file.no-begin"
            ),
            (
                "file-begin-moved-in", "a space before the line that begins the block",
                changed { $0[0] = " " + begin }, "file.no-begin"
            ),
            (
                "file-no-end", "no line that ends the block", changed { $0.removeLast() },
                "file.no-end"
            ),
            (
                "file-cut", "the file ends inside the line that ends the block",
                changed { $0[count - 1] = "-----END LATCH" }, "file.no-end"
            ),
            ("file-two-blocks", "two blocks", lines + lines, "file.second-block"),
            (
                "file-block-in-block", "a second begin inside", changed { $0.insert(begin, at: 2) },
                "file.second-block"
            ),
            ("file-wide", "lines of 76 characters", armored(license, lineLength: 76), "file.line"),
            (
                "file-narrow", "lines of 60 characters", armored(license, lineLength: 60),
                "file.line"
            ),
            (
                "file-blank-line", "a blank line inside", changed { $0.insert("", at: 2) },
                "file.line"
            ),
            (
                "file-blank-last-line", "a blank line before the end",
                changed { $0.insert("", at: count - 1) }, "file.line"
            ),
            (
                "file-header-line", "a header line after the begin",
                changed { $0.insert("Version: 1", at: 1) },
                "file.line"
            ),
            (
                "file-space-in-line", "a space in the place of a character",
                changed { $0[1] = " " + $0[1].dropFirst() }, "file.line"
            ),
            (
                "file-line-trailing-space", "a space behind a line", changed { $0[1] += " " },
                "file.line"
            ),
            (
                "file-url-alphabet", "a character of the other base64 alphabet",
                changed { $0[1] = "_" + $0[1].dropFirst() }, "file.line"
            ),
            (
                "file-unpadded", "no padding at the end",
                changed { $0[count - 2] = $0[count - 2].replacing("=", with: "") }, "file.line"
            ),
        ]
        return try wrong.map { name, description, lines, code in
            try file(name, description, lines, .refused(code, step: 3))
        } + [
            try file(
                "file-trailing-bytes", "bytes behind the last object",
                armored(license + [0, 1, 2]),
                .refused("key.not-signed", step: 4)),
            try file(
                "file-object-cut", "the last byte of the license is missing",
                armored(license.dropLast()), .refused("key.envelope", step: 4)),
            try file(
                "file-tampered", "a bit of the signature flipped",
                armored(license.dropLast() + [license.last.map { $0 ^ 1 } ?? 0]),
                .refused("key.signature", step: 8)),
        ]
    }

    private static func filesWithoutLicense() throws -> [LicenseCase] {
        let nothing = LicenseCase.Verdict.refused("file.no-license", step: 3)
        return try [
            file("file-empty-block", "a block without a line", [begin, end], nothing),
            file("file-no-license", "an object, but no license", armored(note()), nothing),
            file(
                "file-key-inside", "a license key as text in the place of the block",
                [begin, TestIssuer.demo.get().mint(Sample.claims).text, end],
                .refused("file.line", step: 3)),
            LicenseCase(
                "file-empty", "an empty file", .file([]), .refused("file.no-begin", step: 3)),
            LicenseCase(
                "file-line-feeds", "line feeds and nothing else",
                .file([UInt8](repeating: 0x0a, count: 1000)), .refused("file.no-begin", step: 3)),
        ]
    }
}
