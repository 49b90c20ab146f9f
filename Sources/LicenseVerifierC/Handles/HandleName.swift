/// What a C program holds in place of an object: a name, which nobody follows as an address.
///
/// The highest bit is set, so that no address of a program and no small number is a name. Below it
/// are the kind, how often the slot was used before, and the slot.
struct HandleName {
    let slot: UInt32
    let generation: UInt32
    let kind: UInt8

    static let maxGeneration: UInt32 = 0xff_ffff

    init(slot: UInt32, generation: UInt32, kind: UInt8) {
        self.slot = slot
        self.generation = generation
        self.kind = kind
    }

    /// Takes a handle apart; nil for one that was never given out.
    init?(_ handle: OpaquePointer) {
        let bits = UInt64(UInt(bitPattern: handle))
        guard bits >> 63 == 1 else { return nil }
        slot = UInt32(truncatingIfNeeded: bits)
        generation = UInt32(truncatingIfNeeded: bits >> 32) & Self.maxGeneration
        kind = UInt8(truncatingIfNeeded: bits >> 56) & 0x7f
    }

    /// The handle.
    var pointer: OpaquePointer? {
        let bits = 1 << 63 | UInt64(kind) << 56 | UInt64(generation) << 32 | UInt64(slot)
        return unsafe OpaquePointer(bitPattern: UInt(bits))
    }
}
