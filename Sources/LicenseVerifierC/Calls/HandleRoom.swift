/// Room for a handle, taken before the work whose result it names.
///
/// Without it a call could count a unit, and then find no handle left to tell the caller about it.
package struct HandleRoom: ~Copyable {
    /// Nil once it is filled.
    private var slot: UInt32?

    /// Takes room; throws when too many handles are alive.
    package init() throws(Failure) {
        guard let slot = HandleTable.shared.reserve() else { throw .tooManyHandles }
        self.slot = slot
    }

    deinit {
        if let slot { HandleTable.shared.abandon(slot) }
    }

    /// The handle of an object.
    package consuming func fill(with content: some HandleContent) -> OpaquePointer? {
        guard let slot = slot.take() else { return nil }
        return unsafe HandleTable.shared.fill(slot, with: content)
    }
}
