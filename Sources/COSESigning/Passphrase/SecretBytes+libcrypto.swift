import COSE
internal import COpenSSL

/// Bytes that are overwritten before their memory is given back.
///
/// The capacity is fixed, so that growing never leaves a copy behind.
@safe struct SecretBytes: ~Copyable, Sendable {
    /// The number of bytes held.
    private(set) var count = 0

    // Sound to send: this value alone owns the memory, is never copied, changes it only while it is
    // borrowed by nobody else, and lends it to nobody for longer than a call.
    nonisolated(unsafe) private let storage: UnsafeMutableRawBufferPointer

    /// Reserves room for some bytes.
    init(capacity: Int) {
        unsafe storage = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Copies bytes whose own erasure is up to their owner.
    init(copying bytes: UnsafeRawBufferPointer) {
        self.init(capacity: bytes.count)
        unsafe storage.copyMemory(from: bytes)
        count = bytes.count
    }

    /// Copies bytes whose own erasure is up to their owner.
    init(copying bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        unsafe storage.copyBytes(from: bytes)
        count = bytes.count
    }

    deinit {
        // Unlike a plain overwrite, OPENSSL_cleanse is not optimized away.
        unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
        unsafe storage.deallocate()
    }

    /// Adds a byte; returns false when there is no room for it.
    mutating func append(_ byte: UInt8) -> Bool {
        guard unsafe count < storage.count else { return false }
        unsafe storage[count] = byte
        count += 1
        return true
    }

    /// Takes the last byte away.
    mutating func removeLast() {
        count = max(0, count - 1)
    }

    /// Lets a system call fill the remaining room and takes the bytes it reports as written.
    ///
    /// A negative or zero report adds nothing.
    mutating func append(filling fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count...])
        let added = unsafe fill(room)
        count += min(max(added, 0), room.count)
        return added
    }

    /// Lends the bytes for one call.
    func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    /// Compares contents in a time that depends on the lengths only.
    func hasSameContent(as other: borrowing SecretBytes) -> Bool {
        unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in unsafe ConstantTime.areEqual(own, other) }
        }
    }
}
