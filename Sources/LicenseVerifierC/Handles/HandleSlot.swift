internal import Synchronization

/// One slot of the table of handles: empty, or an object with its name.
struct HandleSlot: ~Copyable {
    /// How often the slot was used before, the kind of the object (0: empty), whether it is freed, and
    /// how many look at it right now.
    private let state = Atomic<UInt64>(0)
    /// The object, retained; in an empty slot the next empty one.
    private let content = Atomic<UInt>(0)

    private static let freed: UInt64 = 1 << 31
    private static let lookers: UInt64 = freed - 1

    private static func generation(of state: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: state >> 40)
    }

    private static func kind(of state: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: state >> 32)
    }

    /// What an empty slot leads to.
    var next: UInt {
        get { content.load(ordering: .relaxed) }
        nonmutating set { content.store(newValue, ordering: .relaxed) }
    }

    /// Puts an object into an empty slot that nobody else has.
    func fill(_ object: UnsafeMutableRawPointer, kind: UInt8) -> UInt32 {
        content.store(UInt(bitPattern: object), ordering: .relaxed)
        let generation = Self.generation(of: state.load(ordering: .relaxed))
        state.store(UInt64(generation) << 40 | UInt64(kind) << 32, ordering: .releasing)
        return generation
    }

    /// Begins to look at the object of a name; nil when it is not here.
    ///
    /// The object stays until `endLook`.
    func beginLook(_ name: HandleName) -> UnsafeMutableRawPointer? {
        var seen = state.load(ordering: .acquiring)
        while Self.generation(of: seen) == name.generation, Self.kind(of: seen) == name.kind,
            name.kind != 0, seen & Self.freed == 0
        {
            let (exchanged, original) = state.weakCompareExchange(
                expected: seen, desired: seen + 1, ordering: .acquiring)
            if exchanged {
                return unsafe UnsafeMutableRawPointer(
                    bitPattern: content.load(ordering: .relaxed))
            }
            seen = original
        }
        return nil
    }

    /// Ends a look; gives the object when its handle was freed meanwhile and this was the last look.
    func endLook() -> UnsafeMutableRawPointer? {
        let left = state.subtract(1, ordering: .acquiringAndReleasing).newValue
        guard left & (Self.freed | Self.lookers) == Self.freed else { return nil }
        return unsafe empty()
    }

    /// Frees the handle of a name; `object` is nil while somebody looks at it, who then releases it.
    func free(_ name: HandleName) -> (isFreed: Bool, object: UnsafeMutableRawPointer?) {
        var seen = state.load(ordering: .acquiring)
        while Self.generation(of: seen) == name.generation, Self.kind(of: seen) == name.kind,
            name.kind != 0, seen & Self.freed == 0
        {
            let (exchanged, original) = state.weakCompareExchange(
                expected: seen, desired: seen | Self.freed, ordering: .acquiringAndReleasing)
            if exchanged {
                return unsafe (true, seen & Self.lookers == 0 ? empty() : nil)
            }
            seen = original
        }
        return (false, nil)
    }

    /// Takes the object out; the next one has another name.
    private func empty() -> UnsafeMutableRawPointer? {
        let object = content.load(ordering: .relaxed)
        let generation = Self.generation(of: state.load(ordering: .relaxed)) &+ 1
        state.store(
            UInt64(generation & HandleName.maxGeneration) << 40, ordering: .releasing)
        return unsafe UnsafeMutableRawPointer(bitPattern: object)
    }
}
