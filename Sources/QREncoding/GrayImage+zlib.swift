internal import CZlib

extension GrayImage {
    /// The picture as a PNG file of eight-bit gray (ISO/IEC 15948).
    public var png: [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity((width + 1) * height)
        for row in 0..<height {
            rows.append(0)  // no filter
            rows += pixels[row * width..<(row + 1) * width]
        }
        var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        file += Self.chunk(
            "IHDR",
            Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height)) + [8, 0, 0, 0, 0])
        file += Self.chunk("IDAT", Self.deflated(rows))
        file += Self.chunk("IEND", [])
        return file
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let checked = Array(type.utf8) + content
        let checksum = unsafe checked.withUnsafeBufferPointer { bytes in
            unsafe crc32(0, bytes.baseAddress, UInt32(bytes.count))
        }
        return bigEndian(UInt32(content.count)) + checked
            + bigEndian(UInt32(truncatingIfNeeded: checksum))
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        let bound = Int(compressBound(UInt(bytes.count)))
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            var length = UInt(bound)
            let status = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe compress2(
                    output.baseAddress, &length, bytes.baseAddress, UInt(bytes.count), 9)
            }
            precondition(status == Z_OK, "zlib fails only without memory")
            count = Int(length)
        }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
