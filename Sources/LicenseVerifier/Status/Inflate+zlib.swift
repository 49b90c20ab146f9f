internal import CZlib

/// Bounded decompression of a zlib stream (RFC 1950).
package enum Inflate {
    /// Inflates a stream that must give exactly `count` bytes and end with its input.
    ///
    /// No more than `count` bytes are ever produced, whatever the stream would give; nil for a
    /// stream that is damaged, longer, shorter, followed by bytes, or asks for a dictionary.
    package static func inflate(_ input: ArraySlice<UInt8>, toExactly count: Int) -> [UInt8]? {
        var stream = unsafe z_stream()
        guard
            unsafe inflateInit_(
                &stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { unsafe inflateEnd(&stream) }
        var isWhole = false
        // One byte of room beyond the end shows a stream that continues.
        let output = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { output, filled in
            unsafe input.withUnsafeBufferPointer { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(count + 1)
                let status = unsafe CZlib.inflate(&stream, Z_FINISH)
                filled = unsafe count + 1 - Int(stream.avail_out)
                isWhole = unsafe status == Z_STREAM_END && stream.avail_in == 0
            }
        }
        guard isWhole, output.count == count else { return nil }
        return output
    }
}
