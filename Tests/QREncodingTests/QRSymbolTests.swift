import Foundation
import LicenseTestSupport
import QREncoding
import Testing

/// The decoder that others wrote, from Debian's `zbar-tools`.
private enum ZBar {
    static let path = "/usr/bin/zbarimg"
    static let isAvailable = FileManager.default.isExecutableFile(atPath: path)

    static func decode(_ image: GrayImage) throws -> (status: Int32, text: String) {
        try withTemporaryDirectory { directory in
            let file = directory + "/code.png"
            try Data(image.png).write(to: URL(fileURLWithPath: file))
            let result = try runProcess(
                path, ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file])
            let text = String(decoding: result.output, as: UTF8.self)
            return (result.status, text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }
}

extension GrayImage {
    /// What a phone makes of it: each pixel the mean of its neighborhood, and noise.
    fileprivate func photographed(radius: Int, noise: Int, seed: UInt64) -> GrayImage {
        var generator = SplitMix64(seed: seed)
        var result = self
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0
                var count = 0
                for v in max(0, y - radius)...min(height - 1, y + radius) {
                    for u in max(0, x - radius)...min(width - 1, x + radius) {
                        sum += Int(pixels[v * width + u])
                        count += 1
                    }
                }
                let value =
                    sum / count * 3 / 4 + 32 + Int.random(in: -noise...noise, using: &generator)
                result.pixels[y * width + x] = UInt8(clamping: value)
            }
        }
        return result
    }

    /// The upper half, as if the photo had been cut.
    fileprivate var upperHalf: GrayImage {
        GrayImage(
            width: width, height: height / 2, pixels: Array(pixels[..<(width * (height / 2))]))
    }
}

@Suite struct `A QR code` {
    private static func text(_ count: Int, seed: UInt64 = 1) -> String {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return "LK1:"
            + String((0..<count - 4).map { _ in alphabet.randomElement(using: &generator)! })
    }

    /// Capacities at level M (ISO/IEC 18004 table 7).
    @Test(arguments: [(20, 1), (21, 2), (311, 10), (312, 11), (528, 14), (816, 18), (3391, 40)])
    func `is as small as its text allows`(characters: Int, version: Int) throws {
        let symbol = try QRSymbol(alphanumeric: Self.text(characters))
        #expect(symbol.version == version)
        #expect(symbol.side == 17 + 4 * version)
    }

    @Test func `refuses what would not be dense, nothing, and too much`() {
        #expect(throws: QRError.character) { try QRSymbol(alphanumeric: "LK1:abc") }
        #expect(throws: QRError.character) { try QRSymbol(alphanumeric: "LK1:\u{c4}") }
        #expect(throws: QRError.tooLong(characters: 0)) { try QRSymbol(alphanumeric: "") }
        #expect(throws: QRError.tooLong(characters: 3392)) {
            try QRSymbol(alphanumeric: Self.text(3392))
        }
    }

    @Test(.enabled(if: ZBar.isAvailable, "needs zbar-tools"), arguments: [20, 291, 528, 816, 1500])
    func `is read back by a decoder that others wrote`(characters: Int) throws {
        let text = Self.text(characters)
        let image = try QRSymbol(alphanumeric: text).image()
        #expect(try ZBar.decode(image).text == text)
        #expect(try ZBar.decode(image.photographed(radius: 2, noise: 12, seed: 7)).text == text)
    }

    @Test(.enabled(if: ZBar.isAvailable, "needs zbar-tools"))
    func `of which half is missing gives nothing rather than something else`() throws {
        let image = try QRSymbol(alphanumeric: Self.text(528)).image()
        let decoded = try ZBar.decode(image.upperHalf)
        #expect(decoded.status != 0)
        #expect(decoded.text.isEmpty)
    }

    @Test func `is drawn alike in every form`() throws {
        let symbol = try QRSymbol(alphanumeric: Self.text(100))
        let lines = symbol.terminalText(isColored: false).split(separator: "\n")
        let size = symbol.side + QRSymbol.quietZone
        #expect(lines.count == (size + 1) / 2)
        for (index, line) in lines.enumerated() {
            #expect(line.count == size)
            for (column, cell) in line.enumerated() {
                let row = 2 * index - QRSymbol.quietZone / 2
                let dark = (
                    symbol.isDark(row: row, column: column - QRSymbol.quietZone / 2),
                    symbol.isDark(row: row + 1, column: column - QRSymbol.quietZone / 2)
                )
                let expected: Character =
                    dark.0 ? (dark.1 ? " " : "\u{2584}") : (dark.1 ? "\u{2580}" : "\u{2588}")
                #expect(cell == expected)
            }
        }
        #expect(symbol.svg.hasPrefix("<svg "))
        #expect(symbol.terminalText(isColored: true).contains("\u{1b}[0m"))
    }
}
