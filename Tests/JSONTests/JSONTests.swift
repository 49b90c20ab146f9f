import JSON
import LicenseTestSupport
import Testing

@Suite struct `JSON text` {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "1.0", "1e3", "-0",
        "92233720368547758070", "\"\"", "\"Zoë\"", "[]", "[1,[2,[]]]", "{}",
        #"{"a":1,"b":{"c":[true,null]}}"#, #""\"\\\n\r\t\u0001""#,
    ])
    func `comes back as it was written`(text: String) throws {
        #expect(
            String(decoding: try JSON(parsing: Array(text.utf8)).encoded, as: UTF8.self) == text)
    }

    @Test func `may have space between its parts`() throws {
        let value = try JSON(parsing: Array(" {\n\"a\" :\t[ 1 , 2 ]\r} ".utf8))
        #expect(value == ["a": [1, 2]])
    }

    @Test(arguments: [
        (#""\u00eb\ud83d\ude00""#, "ë😀"), (#""\/\b\f""#, "/\u{8}\u{c}"), (#""\u0000""#, "\0"),
    ])
    func `has escapes`(text: String, characters: String) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == .string(characters))
    }

    @Test(arguments: [
        ("", JSONError.Fault.endOfText, 0), (" ", .endOfText, 1), ("{", .endOfText, 1),
        ("[1,]", .unexpected, 3), ("[1 2]", .unexpected, 3), ("{\"a\"}", .unexpected, 4),
        ("{a:1}", .unexpected, 1), ("{\"a\":1,}", .unexpected, 7), ("01", .trailing, 1),
        ("1.", .endOfText, 2), (".5", .unexpected, 0), ("+1", .unexpected, 0),
        ("-", .endOfText, 1), ("1e", .endOfText, 2), ("tru", .endOfText, 3),
        ("truth", .unexpected, 3), ("NaN", .unexpected, 0), ("\"a", .endOfText, 2),
        ("\"\n\"", .unexpected, 1), ("\"\\x\"", .unexpected, 2), ("\"\\u12", .endOfText, 5),
        ("\"\\ud800\"", .notUnicode, 7), ("\"\\udc00\"", .notUnicode, 7), ("1 1", .trailing, 2),
        ("'a'", .unexpected, 0), ("// a", .unexpected, 0),
    ])
    func `is refused where it breaks the grammar`(
        text: String, fault: JSONError.Fault, offset: Int
    ) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
        #expect(error?.fault == fault)
        #expect(error?.offset == offset)
    }

    @Test func `is refused where a string is no UTF-8`() {
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: [0x22, 0xc3, 0x28, 0x22])
        }
        #expect(error?.fault == .notUnicode)
    }

    @Test func `is nested to a bound`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: UInt8(ascii: "["), count: depth)
                + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
        }
        _ = try JSON(parsing: nested(JSON.maxDepth))
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: nested(JSON.maxDepth + 1))
        }
        #expect(error?.fault == .tooDeep)
        #expect(throws: JSONError.self) { try JSON(parsing: nested(100_000)) }
    }

    @Test func `lets the last of equal names count`() throws {
        let value = try JSON(parsing: Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        #expect(value.object?["a"] == 3)
        #expect(String(decoding: value.encoded, as: UTF8.self) == #"{"a":3,"b":2}"#)
    }

    @Test func `keeps integers, fractions and truth apart`() throws {
        let values = try JSON(parsing: Array("[1,1.0,true,1e0]".utf8)).array!
        #expect(values[0].integer == 1)
        #expect(values[1].integer == nil)
        #expect(values[2].integer == nil)
        guard case .number(let fraction) = values[1] else {
            Issue.record("no number")
            return
        }
        #expect(fraction.double == 1)
        #expect(Set(values.map { String(decoding: $0.encoded, as: UTF8.self) }).count == 4)
    }

    @Test func `any bytes are read or refused`() throws {
        var generator = SplitMix64(seed: 7)
        let alphabet = Array(#"{}[]",:0123.eE+-\u tfn"#.utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect(try JSON(parsing: value.encoded).encoded == value.encoded)
        }
    }
}
