import LicenseVerifier

enum DamagedTexts {
    /// Steps 1 to 3: texts that e-mail programs, editors and people have changed.
    static func all() throws -> [LicenseCase] {
        let minted = try TestIssuer.demo.get().mint(Sample.claims)
        return try damagedLengths(minted.text) + damagedPrefixes(minted.text)
            + damagedCharacters(minted.text) + damagedEnds(minted.text)
            + damagedCarriers(minted.carrier)
    }

    private static func refused(
        _ name: String, _ description: String, _ text: String, _ code: String, step: Int
    ) throws -> LicenseCase {
        try LicenseCase(name, description, .text(text), .refused(code, step: step))
    }

    private static func damagedLengths(_ text: String) throws -> [LicenseCase] {
        let body = String(text.dropFirst(5))
        let filling = String(repeating: "A", count: SpecifiedLimit.keyCharacters + 1 - text.count)
        return [
            try refused("empty", "no character at all", "", "key.empty", step: 1),
            try refused(
                "only-white-space", "white space and nothing else", " \r\n\t ", "key.empty", step: 1
            ),
            try refused(
                "too-long", "2,332 characters", text + filling, "key.too-long", step: 1),
            try refused(
                "longest-text", "2,331 characters: short enough, but bytes follow the message",
                text + filling.dropLast(), "key.envelope", step: 4),
            try refused(
                "endless-white-space", "white space beyond any reason",
                text + String(repeating: " ", count: 5000), "key.too-long", step: 1),
            try refused(
                "no-separator", "the body alone, which happens to hold no underscore",
                "DEMO" + body.replacing("_", with: ""), "key.no-separator", step: 2),
            try refused(
                "nothing-after-prefix", "a prefix and no body", "DEMO_", "key.not-signed", step: 4),
            try refused(
                "cut-in-half", "the first half of a key",
                String(text.prefix(text.count / 2 / 4 * 4 + 1)),
                "key.envelope", step: 4),
            try refused(
                "cut-end", "the last group of four characters is missing",
                String(text.prefix((text.count - 5) / 4 * 4 + 1)), "key.envelope", step: 4),
            try refused(
                "cut-inside-group", "one character of a group of four is left",
                String(text.prefix(5 + 4 * 20 + 1)), "key.length", step: 3),
            try refused("twice", "the key pasted twice", text + text, "key.envelope", step: 4),
        ]
    }

    private static func damagedPrefixes(_ text: String) throws -> [LicenseCase] {
        let body = String(text.dropFirst(4))
        let wrong: [(String, String, String)] = [
            ("lower-case-prefix", "small letters", "demo"),
            ("mixed-case-prefix", "one small letter", "DeMO"),
            ("empty-prefix", "no prefix at all", ""),
            ("digit-first", "a prefix that begins with a digit", "1EMO"),
            ("prefix-too-long", "17 characters", "ABCDEFGHIJKLMNOPQ"),
            ("hyphen-in-prefix", "a hyphen", "DE-O"),
            ("look-alike-prefix", "a Cyrillic letter that looks like E", "D\u{415}MO"),
            ("full-width-prefix", "full-width letters", "\u{ff24}\u{ff25}\u{ff2d}\u{ff2f}"),
            ("accented-prefix", "a letter with a combining accent", "DE\u{301}MO"),
            ("byte-order-mark", "a byte-order mark in front", "\u{feff}DEMO"),
            ("quotation-mark", "a quotation mark in front", "\"DEMO"),
        ]
        return try wrong.map { name, description, prefix in
            try refused(name, description, prefix + body, "key.prefix", step: 2)
        } + [
            try refused(
                "swapped-prefix", "another brand's prefix on a genuine key", "OTHER" + body,
                "key.prefix-changed", step: 11),
            try refused(
                "shortened-prefix", "the first letters of the signed prefix", "DEM" + body,
                "key.prefix-changed", step: 11),
        ]
    }

    private static func damagedCharacters(_ text: String) throws -> [LicenseCase] {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        let before = text[..<middle]
        let after = text[middle...]
        let inserted: [(String, String, String)] = [
            ("inner-space", "a space inside", " "), ("inner-tab", "a tab inside", "\t"),
            ("inner-line-feed", "a line break inside", "\n"),
            ("inner-carriage-return", "a line break of e-mail inside", "\r\n"),
            ("no-break-space", "a no-break space inside", "\u{a0}"),
            ("zero-width-space", "a zero-width space inside", "\u{200b}"),
            ("soft-hyphen", "a soft hyphen inside", "\u{ad}"),
            ("right-to-left", "an override of the writing direction inside", "\u{202e}"),
            ("null-character", "a null character inside", "\0"),
            ("inner-padding", "an equals sign inside", "="),
            ("standard-alphabet", "a plus sign of the other base64 alphabet", "+"),
            ("look-alike-letter", "a Cyrillic letter that looks like o", "\u{43e}"),
            ("combining-mark", "an accent on a letter", "\u{301}"),
        ]
        return try inserted.map { name, description, character in
            try refused(name, description, before + character + after, "key.character", step: 3)
        } + dashes()
    }

    private static func dashes() throws -> [LicenseCase] {
        let text = try keyWithHyphen()
        return [
            try refused(
                "en-dash", "hyphens turned into en dashes",
                text.replacing("-", with: "\u{2013}"), "key.character", step: 3),
            try refused(
                "em-dash", "hyphens turned into em dashes",
                text.replacing("-", with: "\u{2014}"), "key.character", step: 3),
            try refused(
                "minus-sign", "hyphens turned into minus signs",
                text.replacing("-", with: "\u{2212}"), "key.character", step: 3),
        ]
    }

    /// Some license id gives a key with a hyphen.
    private static func keyWithHyphen() throws -> String {
        var number = 0
        while true {
            let claims = Sample.claims { $0.license = identifier("license \(number)") }
            let text = try TestIssuer.demo.get().mint(claims).text
            if text.contains("-") { return text }
            number += 1
        }
    }

    private static func damagedEnds(_ text: String) throws -> [LicenseCase] {
        // The sample's body ends inside a group of four, so its last character has unused bits.
        let last = text.last.map(String.init) ?? ""
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let next = alphabet.firstIndex(of: Character(last)).map { String(alphabet[$0 + 1]) } ?? ""
        return [
            try refused(
                "unused-bits", "a bit is set that carries nothing", text.dropLast() + next,
                "key.unused-bits", step: 3),
            try refused(
                "padding", "base64 padding at the end", text + "=", "key.character", step: 3),
            try refused(
                "full-stop", "a full stop of the sentence around", text + ".",
                "key.character", step: 3),
            try refused(
                "trailing-byte", "another byte behind the message, well encoded",
                "DEMO_" + Base64.encodeURL(try Forgery().octets() + [0]), "key.envelope", step: 4),
        ]
    }

    private static func damagedCarriers(_ carrier: String) throws -> [LicenseCase] {
        let wrong: [(String, String, String, String, Int)] = [
            ("carrier-lower-case", "small letters", carrier.lowercased(), "key.carrier", 3),
            ("carrier-start", "another start", "LK2:" + carrier.dropFirst(4), "key.carrier", 3),
            (
                "carrier-digit", "a digit that base32 does not have", carrier.dropLast() + "1",
                "key.carrier", 3
            ),
            ("carrier-space", "groups of five", "LK1: " + carrier.dropFirst(4), "key.carrier", 3),
            ("carrier-padding", "base32 padding", carrier + "=", "key.carrier", 3),
            ("carrier-extra", "a character too many", carrier + "A", "key.carrier", 3),
            (
                "carrier-cut", "the last group of eight characters is missing",
                String(carrier.prefix(4 + (carrier.count - 5) / 8 * 8)),
                "key.envelope", 4
            ),
            ("carrier-empty", "nothing", " ", "key.empty", 1),
            (
                "carrier-too-long", "3,392 characters",
                "LK1:" + String(repeating: "A", count: SpecifiedLimit.carrierCharacters - 3),
                "key.too-long", 1
            ),
        ]
        return try wrong.map { name, description, text, code, step in
            try LicenseCase(name, description, .carrier(text), .refused(code, step: step))
        }
    }
}
