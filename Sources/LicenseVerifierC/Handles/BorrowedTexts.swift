internal import Synchronization

/// Texts and byte strings that C programs borrow from a handle.
///
/// Each is made when it is first asked for, is the same afterwards, and goes with the handle. A NUL
/// follows it, which its length does not count.
///
/// `@unchecked Sendable`: the slots are allocated once, and what one holds is never changed.
@safe package final class BorrowedTexts: @unchecked Sendable {
    private let texts: UnsafeMutablePointer<Atomic<UnsafeMutableRawPointer?>>
    private let count: Int

    private static let header = MemoryLayout<Int>.size

    /// Room for `count` texts.
    package init(count: Int) {
        self.count = count
        unsafe texts = .allocate(capacity: count)
        for index in 0..<count { unsafe (texts + index).initialize(to: Atomic(nil)) }
    }

    deinit {
        for index in 0..<count {
            unsafe texts[index].load(ordering: .acquiring)?.deallocate()
        }
        unsafe texts.deinitialize(count: count)
        unsafe texts.deallocate()
    }

    /// The text of a slot; nil outside.
    package func text(
        _ index: Int, _ length: UnsafeMutablePointer<Int>?, _ make: () -> String
    ) -> UnsafePointer<CChar>? {
        unsafe UnsafePointer(
            memory(index, length) { Array(make().utf8) }?.assumingMemoryBound(to: CChar.self))
    }

    /// The byte string of a slot; nil outside.
    package func bytes(
        _ index: Int, _ length: UnsafeMutablePointer<Int>?, _ make: () -> [UInt8]
    ) -> UnsafePointer<UInt8>? {
        unsafe UnsafePointer(memory(index, length, make)?.assumingMemoryBound(to: UInt8.self))
    }

    private func memory(
        _ index: Int, _ length: UnsafeMutablePointer<Int>?, _ make: () -> [UInt8]
    ) -> UnsafeMutableRawPointer? {
        unsafe length?.pointee = 0
        guard index >= 0, index < count else { return nil }
        let memory = unsafe texts[index].load(ordering: .acquiring) ?? publish(make(), at: index)
        unsafe length?.pointee = memory.load(as: Int.self)
        return unsafe memory + Self.header
    }

    /// Two threads may make a text at once; the first one is kept.
    private func publish(_ bytes: [UInt8], at index: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Self.header + bytes.count + 1, alignment: MemoryLayout<Int>.alignment)
        unsafe memory.storeBytes(of: bytes.count, as: Int.self)
        let content = unsafe memory + Self.header
        unsafe bytes.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress {
                unsafe content.copyMemory(from: source, byteCount: bytes.count)
            }
        }
        unsafe content.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        let (isFirst, earlier) = unsafe texts[index].compareExchange(
            expected: nil, desired: memory, ordering: .acquiringAndReleasing)
        guard !isFirst, let earlier = unsafe earlier else { return unsafe memory }
        unsafe memory.deallocate()
        return unsafe earlier
    }
}
