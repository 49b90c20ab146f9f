import Foundation
import JSON

/// A value at or beyond an end of what anything can be.
struct ExtremeValue: Sendable {
    let name: String
    /// As it stands in JSON.
    let json: String
    /// As it stands in a path, a query, a header or a form; nil for what is JSON's alone.
    let plain: String?

    private init(_ name: String, json: String, plain: String? = nil) {
        self.name = name
        self.json = json
        self.plain = plain
    }

    private static func number(_ text: String) -> ExtremeValue {
        ExtremeValue(text, json: text, plain: text)
    }

    private static func text(_ name: String, _ text: String) -> ExtremeValue {
        ExtremeValue(
            name, json: String(decoding: JSON.string(text).encoded, as: UTF8.self), plain: text)
    }

    static let all = numbers + texts + others

    private static let numbers: [ExtremeValue] = [
        number("0"), number("-1"), number("-0.5"), number("2147483648"), number("-2147483649"),
        number("9007199254740992"), number("9223372036854775807"), number("9223372036854775808"),
        number("-9223372036854775808"), number("18446744073709551616"), number("1e400"),
        number("1e-400"),
    ]

    private static let accents = "e" + String(repeating: "\u{301}", count: 500)

    private static let texts: [ExtremeValue] = [
        text("nothing", ""), text("a space", " "), text("a zero character", "a\u{0}b"),
        text("a replacement", "\u{fffd}"), text("turned text", "\u{202e}gpj.exe"),
        text("a family", String(repeating: "👨‍👩‍👧‍👦", count: 40)), text("accents", accents),
        text("many characters", String(repeating: "a", count: 5000)),
        text("an id of zeros", "00000000-0000-0000-0000-000000000000"),
        text("the first day", "0001-01-01T00:00:00Z"), text("day zero", "0000-00-00"),
        text("before the epoch", "1969-12-31T23:59:59Z"),
        text("a leap second", "9999-12-31T23:59:60Z"),
        text("the last second", "9999-12-31T23:59:59Z"),
        text("beyond the last second", "9999-12-31T23:59:59-23:59"),
        text("an offset", "2027-01-01T00:00:00+23:59"),
        text("a year of five digits", "10000-01-01T00:00:00Z"),
        text("a span", "9223372036854775807d"), text("a percent sign", "%"),
        text("quotes", "'\"`;--\\"), text("lines", "a\r\nX-Other: b"), text("a star", "*"),
        text("two dots", "../../etc/passwd"),
    ]

    private static let others: [ExtremeValue] = [
        ExtremeValue("a lone surrogate", json: #""\ud800""#),
        ExtremeValue("half a pair", json: #""\udc00a""#),
        ExtremeValue("nothing at all", json: "null"), ExtremeValue("a flag", json: "true"),
        ExtremeValue("a list", json: "[]"), ExtremeValue("an object", json: "{}"),
        ExtremeValue("a list in a list", json: #"[[1, {"a": null}], "\u0000"]"#),
        ExtremeValue(
            "a zero character in an object", json: #"{"a\u0000b": "\u0000", "": ""}"#),
        ExtremeValue("deep lists", json: nested("[", "]", 1000)),
        ExtremeValue("deep objects", json: nested(#"{"a":"#, "}", 1000, around: "1")),
    ]

    /// What is tried once for each operation, since it takes long.
    static let large = ExtremeValue(
        "a million characters", json: "\"" + String(repeating: "a", count: 1 << 20) + "\"")

    private static func nested(
        _ open: String, _ close: String, _ depth: Int, around text: String = ""
    ) -> String {
        String(repeating: open, count: depth) + text + String(repeating: close, count: depth)
    }
}
