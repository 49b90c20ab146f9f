internal import COpenSSL
internal import Synchronization

/// Contexts of one key's operation, kept between calls.
///
/// To make and fill a context takes libcrypto eight allocations, to use it again none.
///
/// `@unchecked Sendable`: each context is either in one of the slots, from which it is taken and into
/// which it is put in one atomic step, or in the hands of the one call that took it out. Nobody waits
/// for anybody, so a process that forks meanwhile leaves no lock behind in its child.
@safe package final class DigestContextPool: @unchecked Sendable {
    /// More than this many threads at once, and the rest make contexts of their own.
    private static let capacity = 8

    private let slots: UnsafeMutablePointer<Atomic<OpaquePointer?>>
    private let key: OpaquePointer
    private let initialize: @Sendable (OpaquePointer, OpaquePointer?) -> Bool

    /// A pool for a key, which must outlive it.
    ///
    /// - Parameter initialize: prepares a context for the key, or with no key prepares it anew.
    package init(
        key: OpaquePointer,
        initialize: @escaping @Sendable (OpaquePointer, OpaquePointer?) -> Bool
    ) {
        unsafe self.key = unsafe key
        unsafe self.initialize = unsafe initialize
        unsafe slots = .allocate(capacity: Self.capacity)
        for slot in 0..<Self.capacity {
            unsafe (slots + slot).initialize(to: Atomic(nil))
        }
    }

    deinit {
        while let context = unsafe takeIdle() { unsafe EVP_MD_CTX_free(context) }
        unsafe slots.deinitialize(count: Self.capacity)
        unsafe slots.deallocate()
    }

    /// Runs one operation with a prepared context; nil when libcrypto cannot prepare one.
    package func withContext<Result>(_ operation: (OpaquePointer) -> Result) -> Result? {
        guard let context = unsafe takeIdle() ?? makeContext() else { return nil }
        let result = unsafe operation(context)
        // What a key's device cannot prepare anew is not used again.
        if unsafe initialize(context, nil) {
            unsafe keep(context)
        } else {
            ERR_clear_error()
            unsafe EVP_MD_CTX_free(context)
        }
        return result
    }

    private func takeIdle() -> OpaquePointer? {
        for slot in 0..<Self.capacity {
            // A look at an empty slot costs less than an exchange with it.
            guard unsafe slots[slot].load(ordering: .relaxed) != nil else { continue }
            if let context = unsafe slots[slot].exchange(nil, ordering: .acquiring) {
                return unsafe context
            }
        }
        return nil
    }

    private func keep(_ context: OpaquePointer) {
        for slot in 0..<Self.capacity
        where unsafe slots[slot].compareExchange(
            expected: nil, desired: context, ordering: .releasing
        ).exchanged { return }
        unsafe EVP_MD_CTX_free(context)
    }

    private func makeContext() -> OpaquePointer? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        guard unsafe initialize(context, key) else {
            ERR_clear_error()
            unsafe EVP_MD_CTX_free(context)
            return nil
        }
        return unsafe context
    }
}
