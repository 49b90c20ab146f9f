internal import CZlib

/// Compression into a zlib stream (RFC 1950).
enum Deflate {
    /// The shortest of zlib's ways to say these bytes.
    ///
    /// Few exceptions compress best by looking for repetitions, many by counting alone; which one is
    /// shorter shows by trying, and a list is read far more often than it is made.
    static func shortest(_ bytes: [UInt8]) -> [UInt8] {
        let strategies = [Z_DEFAULT_STRATEGY, Z_RLE, Z_HUFFMAN_ONLY]
        return strategies.map { deflate(bytes, strategy: $0) }.min { $0.count < $1.count } ?? []
    }

    private static func deflate(_ bytes: [UInt8], strategy: Int32) -> [UInt8] {
        var stream = unsafe z_stream()
        let status = unsafe deflateInit2_(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, 8, strategy, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib fails only without memory")
        defer { unsafe deflateEnd(&stream) }
        // Five eighths of zlib's longest search take so much less time, and cost under 2 % in length
        // where one license in a hundred is an exception.
        let tuned = unsafe deflateTune(&stream, 32, 258, 64, 2560)
        precondition(tuned == Z_OK, "a stream that was just made can be tuned")
        let bound = Int(unsafe deflateBound(&stream, UInt(bytes.count)))
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
                unsafe stream.avail_in = UInt32(bytes.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                let end = unsafe CZlib.deflate(&stream, Z_FINISH)
                precondition(end == Z_STREAM_END, "the bound is zlib's own")
                count = unsafe bound - Int(stream.avail_out)
            }
        }
    }
}
