internal import Synchronization

/// The objects that a C program has handles of.
///
/// Every handle is looked up here before anything behind it is touched, so that one that is stale, of
/// another type or made up costs an answer and nothing else. Nobody waits for anybody: each step is
/// one atomic exchange, and a child of a fork finds the table as its parent left it.
///
/// `@unchecked Sendable`: the blocks are allocated once, and everything in them is atomic.
@safe struct HandleTable: ~Copyable, @unchecked Sendable {
    /// The one table; it holds no setting, and no call changes what another does.
    static let shared = HandleTable()

    /// Slots come in blocks, each twice as large as the one before, and stay.
    private let blocks: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<HandleSlot>?>>
    /// Slots that were used at some time.
    private let used = Atomic<UInt32>(0)
    /// The first empty slot, counted from 1 (0: none), below the number of changes, without which a
    /// slot that was taken and given back meanwhile would look as if nothing had happened.
    private let firstEmpty = Atomic<UInt64>(0)

    private static let firstBlockCount: UInt32 = 64
    private static let blockCount = 19
    private static let maxCount: UInt32 = 0xff_ffff

    private init() {
        unsafe blocks = .allocate(capacity: Self.blockCount)
        for block in 0..<Self.blockCount {
            unsafe (blocks + block).initialize(to: Atomic(nil))
        }
    }

    /// Room for one more handle; nil when there are too many.
    func reserve() -> UInt32? { takeEmpty() ?? takeUnused() }

    /// A new handle of an object, which the table keeps alive, in the room that was reserved for it.
    func fill(_ room: UInt32, with content: some HandleContent) -> OpaquePointer? {
        unsafe withSlot(room) { slot in
            let object = unsafe Unmanaged.passRetained(content).toOpaque()
            let kind = type(of: content).kind.rawValue
            let generation = unsafe slot.fill(object, kind: kind)
            return unsafe HandleName(slot: room, generation: generation, kind: kind).pointer
        } ?? nil
    }

    /// Gives room back that was reserved and not filled.
    func abandon(_ room: UInt32) { giveBack(room) }

    /// The object behind a handle; nil for anything that is not a live handle of this type.
    func content<Content: HandleContent>(
        of handle: OpaquePointer, as type: Content.Type
    ) -> Content? {
        guard let name = unsafe HandleName(handle), name.kind == type.kind.rawValue else {
            return nil
        }
        let found: Content?? = withSlot(name.slot) { slot in
            guard let object = unsafe slot.beginLook(name) else { return nil }
            let content = unsafe Unmanaged<Content>.fromOpaque(object).takeUnretainedValue()
            if let freed = unsafe slot.endLook() { unsafe release(freed, name.slot) }
            return content
        }
        return found ?? nil
    }

    /// Frees a handle; false for anything that is not a live one.
    func free(_ handle: OpaquePointer) -> Bool {
        guard let name = unsafe HandleName(handle) else { return false }
        return withSlot(name.slot) { slot in
            let (isFreed, object) = unsafe slot.free(name)
            if let object = unsafe object { unsafe release(object, name.slot) }
            return isFreed
        } ?? false
    }

    private func release(_ object: UnsafeMutableRawPointer, _ index: UInt32) {
        giveBack(index)
        unsafe Unmanaged<AnyObject>.fromOpaque(object).release()
    }
}

// MARK: - Slots

extension HandleTable {
    private func withSlot<Result>(
        _ index: UInt32, _ body: (borrowing HandleSlot) -> Result
    ) -> Result? {
        guard index < Self.maxCount else { return nil }
        let position = index + Self.firstBlockCount
        let block = Self.firstBlockCount.leadingZeroBitCount - position.leadingZeroBitCount
        guard let slots = unsafe blocks[block].load(ordering: .acquiring) else { return nil }
        return unsafe body(slots[Int(position - Self.firstBlockCount << UInt32(block))])
    }

    private func takeEmpty() -> UInt32? {
        var seen = firstEmpty.load(ordering: .acquiring)
        while let index = UInt32(truncatingIfNeeded: seen).checkedMinusOne {
            // Another thread may take the slot and fill it now; the exchange fails then.
            let next = withSlot(index) { $0.next } ?? 0
            let (exchanged, original) = firstEmpty.weakCompareExchange(
                expected: seen, desired: Self.changed(seen, first: next),
                ordering: .acquiringAndReleasing)
            if exchanged { return index }
            seen = original
        }
        return nil
    }

    private func giveBack(_ index: UInt32) {
        var seen = firstEmpty.load(ordering: .relaxed)
        while true {
            _ = withSlot(index) { $0.next = UInt(seen & 0xffff_ffff) }
            let (exchanged, original) = firstEmpty.weakCompareExchange(
                expected: seen, desired: Self.changed(seen, first: UInt(index) + 1),
                ordering: .acquiringAndReleasing)
            if exchanged { return }
            seen = original
        }
    }

    private static func changed(_ seen: UInt64, first: UInt) -> UInt64 {
        (seen >> 32 &+ 1) << 32 | UInt64(first) & 0xffff_ffff
    }

    private func takeUnused() -> UInt32? {
        guard used.load(ordering: .relaxed) < Self.maxCount else { return nil }
        let index = used.add(1, ordering: .relaxed).oldValue
        guard index < Self.maxCount else {
            used.subtract(1, ordering: .relaxed)
            return nil
        }
        let position = index + Self.firstBlockCount
        makeBlock(Self.firstBlockCount.leadingZeroBitCount - position.leadingZeroBitCount)
        return index
    }

    private func makeBlock(_ block: Int) {
        guard unsafe blocks[block].load(ordering: .acquiring) == nil else { return }
        let count = Int(Self.firstBlockCount) << block
        let slots = UnsafeMutablePointer<HandleSlot>.allocate(capacity: count)
        for slot in 0..<count { unsafe (slots + slot).initialize(to: HandleSlot()) }
        let isMine = unsafe blocks[block].compareExchange(
            expected: nil, desired: slots, ordering: .acquiringAndReleasing
        ).exchanged
        if !isMine {
            unsafe slots.deinitialize(count: count)
            unsafe slots.deallocate()
        }
    }
}

extension UInt32 {
    fileprivate var checkedMinusOne: UInt32? { self == 0 ? nil : self - 1 }
}
