import Glibc
import Synchronization

/// Lets go, in a child of fork, of the locks that the parent's ledgers hold.
///
/// A lock of flock(2) belongs to the open file, which a child inherits: it would stay locked for as long
/// as the child lives, even where the parent was killed in the middle of a write. So the child closes
/// its copy at once. What runs in the child takes no lock and no memory.
enum ForkedLocks {
    /// A slot for the number of an open file; never given back, so that a child may walk over all.
    private final class Slot: Sendable {
        let file = Atomic<Int32>(-1)
        let next: Slot?

        init(file number: Int32, next: Slot?) {
            file.store(number, ordering: .relaxed)
            self.next = next
        }
    }

    private static let turn = Mutex(())
    /// The slot that was made last.
    ///
    /// `nonisolated(unsafe)`: used in turn, and by a child of fork, which has one thread.
    private nonisolated(unsafe) static let head = {
        let head = UnsafeMutablePointer<Unmanaged<Slot>?>.allocate(capacity: 1)
        unsafe head.initialize(to: nil)
        return unsafe head
    }()
    private static let isWatching: Bool =
        pthread_atfork(nil, nil, { ForkedLocks.closeAll() }) == 0

    /// An open file that a child is to close.
    static func remember(_ number: Int32) {
        _ = isWatching
        turn.withLock { _ in
            if let free = find(-1) { return free.file.store(number, ordering: .relaxed) }
            let made = Slot(file: number, next: last)
            unsafe head.pointee = unsafe Unmanaged.passRetained(made)
        }
    }

    /// Before the file is closed, since its number may name another one afterwards.
    static func forget(_ number: Int32) {
        turn.withLock { _ in find(number)?.file.store(-1, ordering: .relaxed) }
    }

    private static var last: Slot? { unsafe head.pointee?.takeUnretainedValue() }

    /// The slot of an open file; of -1, one that is free.
    private static func find(_ number: Int32) -> Slot? {
        var slot = last
        while let current = slot, current.file.load(ordering: .relaxed) != number {
            slot = current.next
        }
        return slot
    }

    private static func closeAll() {
        var slot = last
        while let current = slot {
            let number = current.file.exchange(-1, ordering: .relaxed)
            if number >= 0 { _ = Glibc.close(number) }
            slot = current.next
        }
    }
}
