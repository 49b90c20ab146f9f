import LicenseSync
import Testing

@Suite struct `A device's label` {
    @Test(arguments: ["press 4", "ü", String(repeating: "x", count: 128)])
    func `is a short text`(_ text: String) {
        #expect(DeviceLabel(text)?.description == text)
    }

    @Test(arguments: ["", "a\nb", "a\u{7f}", String(repeating: "ü", count: 65)])
    func `is neither empty, nor long, nor has control characters`(_ text: String) {
        #expect(DeviceLabel(text) == nil)
    }

    @Test func `is compared by its bytes`() throws {
        let composed = try #require(DeviceLabel("\u{e9}"))
        let decomposed = try #require(DeviceLabel("e\u{301}"))
        #expect(composed != decomposed)
    }
}
