import Glibc
import Synchronization

/// Lets go, in a child of fork, of the locks that the parent's ledgers hold.
///
/// A lock of flock(2) belongs to the open file, which a child inherits: it would stay locked for as long
/// as the child lives, even where the parent was killed in the middle of a write. So the child closes
/// its copy at once. What runs in the child takes no lock and no memory.
enum ForkedLocks {
    /// A place for the number of an open file; never given back, so that a child may walk over all.
    private final class Place: Sendable {
        let file = Atomic<Int32>(-1)
        let next: Place?

        init(file number: Int32, next: Place?) {
            file.store(number, ordering: .relaxed)
            self.next = next
        }
    }

    private static let first = Mutex<Place?>(nil)
    /// The same place, to be read without the lock.
    ///
    /// `nonisolated(unsafe)`: written under the lock alone, and read by a child of fork alone, which has
    /// one thread. A fork between the two writes misses the newest place, whose lock nobody has taken yet.
    private nonisolated(unsafe) static let head = {
        let head = UnsafeMutablePointer<Unmanaged<Place>?>.allocate(capacity: 1)
        unsafe head.initialize(to: nil)
        return unsafe head
    }()
    private static let isWatching: Bool =
        pthread_atfork(nil, nil, { ForkedLocks.closeAll() }) == 0

    /// An open file that a child is to close.
    static func remember(_ number: Int32) {
        _ = isWatching
        first.withLock { first in
            var place = first
            while let current = place {
                if current.file.load(ordering: .relaxed) < 0 {
                    return current.file.store(number, ordering: .relaxed)
                }
                place = current.next
            }
            let made = Place(file: number, next: first)
            first = made
            unsafe head.pointee = unsafe Unmanaged.passRetained(made)
        }
    }

    /// Before the file is closed, since its number may name another one afterwards.
    static func forget(_ number: Int32) {
        first.withLock { first in
            var place = first
            while let current = place {
                if current.file.load(ordering: .relaxed) == number {
                    return current.file.store(-1, ordering: .relaxed)
                }
                place = current.next
            }
        }
    }

    private static func closeAll() {
        var place = unsafe head.pointee?.takeUnretainedValue()
        while let current = place {
            let number = current.file.exchange(-1, ordering: .relaxed)
            if number >= 0 { _ = Glibc.close(number) }
            place = current.next
        }
    }
}
