import LicenseRegistry

/// What a logo may be: a small PNG, or an SVG with nothing in it that acts or fetches.
enum LogoCheck {
    static let maxBytes = 65_536
    private static let maxSide = 2000
    private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    /// The logo; nil for what is none.
    static func logo(_ content: [UInt8]) -> Brand.Logo? {
        guard content.count <= maxBytes else { return nil }
        if content.starts(with: png) {
            return isSmall(content) ? Brand.Logo(mediaType: "image/png", content: content) : nil
        }
        guard let text = String(validating: content, as: UTF8.self),
            let picture = SVGPicture(text)
        else { return nil }
        return Brand.Logo(mediaType: "image/svg+xml", content: Array(picture.text.utf8))
    }

    /// Width and height stand in the first chunk (PNG §11.2.1).
    private static func isSmall(_ content: [UInt8]) -> Bool {
        guard content.count > 24 else { return false }
        let sides = [16, 20].map { start in
            content[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        return sides.allSatisfy { (1...maxSide).contains($0) }
    }
}
