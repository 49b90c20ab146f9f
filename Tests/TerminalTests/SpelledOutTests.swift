import Glibc
import LicenseTestSupport
import Terminal
import Testing

@Suite struct `Texts of others at the terminal` {
    @Test(arguments: [
        ("Bob\u{1b}]0;pwned\u{7}\u{1b}[2J", #"Bob\u{1b}]0;pwned\u{7}\u{1b}[2J"#),
        ("good\nlk_fake  good  admin", #"good\u{a}lk_fake  good  admin"#),
        ("tab\tand return\r", #"tab\u{9}and return\u{d}"#),
        ("\u{202e}txt.exe", #"\u{202e}txt.exe"#),
        ("zero\u{200b}width", #"zero\u{200b}width"#),
        ("C1 \u{9b}31m", #"C1 \u{9b}31m"#),
        ("line\u{2028}separator", #"line\u{2028}separator"#),
        ("Müller & Söhne, 東京 🚢", "Müller & Söhne, 東京 🚢"),
    ])
    func `are spelled out where they would steer it`(_ text: String, _ shown: String) {
        #expect(text.spelledOut == shown)
    }

    @Test func `make one line of a table, whatever they hold`() {
        var table = Table("name", "state")
        table.add("a\u{1b}[31m\nfake  good", "good")
        let lines = table.text(Style(for: STDERR_FILENO)).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { !$0.contains("\u{1b}[31m") })
    }

    @Test func `keep the lines of a text of several`() {
        var fields = Fields()
        fields.add("steps", "first\nsecond\u{1b}[2J")
        let text = fields.text(Style(for: STDERR_FILENO))
        #expect(text.contains("first\nsecond\\u{1b}[2J"))
    }
}
