import Glibc

/// A lock whose holders can wait for each other (pthread_mutex_t with pthread_cond_t).
///
/// `Mutex` of the standard library cannot wait, and a semaphore for each waiting thread costs one
/// system call for each, where a broadcast costs one for all.
@safe final class Monitor<State: Sendable>: Sendable {
    // Sound to share: the mutex stays where it is until `deinit`, pthread orders the calls on it, and
    // the state is touched only by the thread that has it locked.
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) var state: State

    init(_ state: State) {
        unsafe self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Does something with the state that nobody else sees meanwhile.
    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe body(&state)
    }

    /// Waits for signals until the state says something.
    func wait<Result>(for signal: Signal, until body: (inout State) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = unsafe body(&state) { return result }
            unsafe signal.wait(mutex)
        }
    }
}

/// What threads wait for in a monitor.
@safe final class Signal: Sendable {
    // Sound to share: the condition stays where it is until `deinit`, and pthread lets any thread
    // call it.
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe condition.deallocate()
    }

    /// Wakes one who waits.
    func wakeOne() { unsafe pthread_cond_signal(condition) }

    /// Wakes all who wait.
    func wakeAll() { unsafe pthread_cond_broadcast(condition) }

    fileprivate func wait(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
        unsafe pthread_cond_wait(condition, mutex)
    }
}
