internal import COpenSSL
internal import Synchronization

/// Contexts of one key's operation, kept between calls.
///
/// To make and fill a context takes libcrypto eight allocations, to use it again none.
///
/// `@unchecked Sendable`: each context is either in the list, which the mutex guards, or in the
/// hands of the one call that took it out.
@safe package final class DigestContextPool: @unchecked Sendable {
    /// More than this many threads at once, and the rest make contexts of their own.
    private static let capacity = 8

    private let idle = Mutex<[Context]>([])
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
    }

    /// Runs one operation with a prepared context; nil when libcrypto cannot prepare one.
    package func withContext<Result>(_ operation: (OpaquePointer) -> Result) -> Result? {
        guard let context = takeIdle() ?? makeContext() else { return nil }
        let result = unsafe operation(context.pointer)
        // What a key's device cannot prepare anew is not used again.
        if unsafe initialize(context.pointer, nil) {
            idle.withLock { if $0.count < Self.capacity { $0.append(context) } }
        } else {
            ERR_clear_error()
        }
        return result
    }

    private func takeIdle() -> Context? {
        idle.withLock { $0.popLast() }
    }

    private func makeContext() -> Context? {
        guard let pointer = unsafe EVP_MD_CTX_new() else { return nil }
        let context = unsafe Context(pointer)
        guard unsafe initialize(pointer, key) else {
            ERR_clear_error()
            return nil
        }
        return context
    }

    /// One context, freed with its last owner.
    ///
    /// `@unchecked Sendable`: it is never in two hands at once, as the pool says.
    @safe private final class Context: @unchecked Sendable {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) {
            unsafe self.pointer = unsafe pointer
        }

        deinit {
            unsafe EVP_MD_CTX_free(pointer)
        }
    }
}
