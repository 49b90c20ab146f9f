import LicenseVerifier
import Testing

@Suite struct `License prefixes` {
    @Test(arguments: [
        ("A", true), ("Z9", true), ("ABCDEFGHIJKLMNOP", true), ("", false),
        ("ABCDEFGHIJKLMNOPQ", false), ("9A", false), ("a", false), ("Ab", false), ("A_B", false),
        ("A-B", false), ("A B", false), ("\u{410}", false), ("\u{ff21}", false),
        // The Kelvin sign is canonically equivalent to K, and is another character.
        ("\u{212a}", false), ("A\u{301}", false),
    ])
    func `are capital letters and digits`(_ text: String, _ isPrefix: Bool) {
        #expect((LicensePrefix(text) != nil) == isPrefix)
    }
}
