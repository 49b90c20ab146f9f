/// A picture of gray pixels, 0 for black and 255 for white, row by row from the top.
public struct GrayImage: Equatable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The pixels.
    public var pixels: [UInt8]

    /// A picture of given pixels, `width` times `height` of them.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height)
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}

extension QRSymbol {
    /// The code as a picture with its quiet zone.
    ///
    /// - Parameter scale: pixels of a module's side.
    public func image(scale: Int = 6) -> GrayImage {
        let size = (side + 2 * Self.quietZone) * scale
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size * size)
        for y in 0..<size {
            for x in 0..<size {
                let dark = isDark(
                    row: y / scale - Self.quietZone, column: x / scale - Self.quietZone)
                pixels.append(dark ? 0 : 255)
            }
        }
        return GrayImage(width: size, height: size, pixels: pixels)
    }
}
