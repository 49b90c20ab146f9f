import CLatchkey
package import LicenseVerifier

/// What comes in from C, checked and copied.
package enum Input {
    /// More than any function takes; a text that is to be measured is looked at no further.
    static let maxBytes = Limits.maxFileBytes + 1

    /// The bytes at an address; none where the length is 0.
    package static func buffer(
        _ pointer: UnsafePointer<CChar>?, _ length: Int, _ name: StaticString
    ) throws(Failure) -> UnsafeBufferPointer<UInt8> {
        guard let pointer = unsafe pointer else { throw .nullPointer(name) }
        let count = unsafe length == measured ? measure(pointer) : length
        guard count >= 0 else { throw .badArgument(name, "no longer than memory") }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// The bytes at an address, copied; none where the length is 0.
    package static func bytes(
        _ pointer: UnsafePointer<UInt8>?, _ length: Int, _ name: StaticString,
        limit: Int = Limits.maxFileBytes
    ) throws(Failure) -> [UInt8] {
        guard let pointer = unsafe pointer else { throw .nullPointer(name) }
        guard length >= 0, length <= limit else {
            throw .badArgument(name, "no longer than its limit")
        }
        return unsafe Array(UnsafeBufferPointer(start: pointer, count: length))
    }

    /// A text of at most `limit` bytes.
    package static func text(
        _ pointer: UnsafePointer<CChar>?, _ length: Int, _ name: StaticString, limit: Int = 4096
    ) throws(Failure) -> String {
        let bytes = unsafe try buffer(pointer, length, name)
        guard bytes.count <= limit else { throw .badArgument(name, "no longer than its limit") }
        return unsafe try text(bytes, name)
    }

    /// The text that bytes say.
    package static func text(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: StaticString
    ) throws(Failure) -> String {
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw .notUTF8(name)
        }
        return text
    }

    /// A moment.
    package static func time(_ seconds: Int64, _ name: StaticString) throws(Failure) -> Timestamp {
        guard let time = Timestamp(secondsSinceEpoch: seconds) else {
            throw .badArgument(name, "seconds from 1970 to the end of the year 9999")
        }
        return time
    }

    /// `LATCHKEY_MEASURE`, as size_t arrives here.
    private static let measured = -1

    private static func measure(_ pointer: UnsafePointer<CChar>) -> Int {
        var count = 0
        while unsafe pointer[count] != 0, count < maxBytes { count += 1 }
        return count
    }
}
