import LicenseVerifier
import Testing

@testable import LicenseSync

@Suite struct `A device's label` {
    @Test(arguments: ["press 4", "ü", String(repeating: "x", count: 128)])
    func `is a short text`(_ text: String) {
        #expect(DeviceLabel(text)?.description == text)
    }

    @Test(arguments: ["", "a\nb", "a\u{7f}", String(repeating: "ü", count: 65)])
    func `is neither empty, nor long, nor has control characters`(_ text: String) {
        #expect(DeviceLabel(text) == nil)
    }

    @Test(arguments: ["a\u{202e}b", "a\u{200b}", "\u{2028}", "\u{e0041}", "\u{feff}"])
    func `has no characters that nobody sees, unless it was signed before`(_ text: String) {
        #expect(DeviceLabel(text) == nil)
        #expect(DeviceLabel(signed: text)?.description == text)
        #expect(DeviceLabel(signed: text)?.shown.unicodeScalars.allSatisfy(\.isVisible) == true)
    }

    @Test func `is compared by its bytes`() throws {
        let composed = try #require(DeviceLabel("\u{e9}"))
        let decomposed = try #require(DeviceLabel("e\u{301}"))
        #expect(composed != decomposed)
    }
}
