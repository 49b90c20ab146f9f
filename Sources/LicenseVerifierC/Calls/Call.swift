package import CLatchkey

/// Where a C program wants a handle to be put.
package typealias HandleOut = UnsafeMutablePointer<OpaquePointer?>?

/// How calls from C run: what they throw becomes a result, and an error handle where one is wanted.
package enum Call {
    /// Runs a call that gives nothing but its result.
    package static func run(
        _ errorOut: HandleOut, _ body: () throws(Failure) -> Void
    ) -> latchkey_result {
        unsafe errorOut?.pointee = nil
        do throws(Failure) {
            try body()
            return .success
        } catch {
            return unsafe fail(error, errorOut)
        }
    }

    /// Runs a call that makes an object, and gives a handle of it.
    ///
    /// The handle is reserved first, so that no call does lasting work and then has none to give.
    package static func make<Content: HandleContent>(
        _ out: HandleOut, _ name: StaticString, _ error: HandleOut,
        _ body: () throws(Failure) -> Content
    ) -> latchkey_result {
        unsafe run(error) { () throws(Failure) in
            guard let out = unsafe out else { throw .nullPointer(name) }
            unsafe out.pointee = nil
            let room = try HandleRoom()
            let content = try body()
            unsafe out.pointee = room.fill(with: content)
        }
    }

    /// Runs a call that gives a value or nothing.
    package static func read<Value>(
        _ out: UnsafeMutablePointer<Value>?, _ zero: Value, _ body: () throws(Failure) -> Value
    ) -> latchkey_result {
        unsafe run(nil) { () throws(Failure) in
            guard let out = unsafe out else { throw .nullPointer("value") }
            unsafe out.pointee = zero
            unsafe out.pointee = try body()
        }
    }

    /// The object behind a handle.
    package static func content<Content: HandleContent>(
        _ handle: OpaquePointer?, _ name: StaticString, as type: Content.Type = Content.self
    ) throws(Failure) -> Content {
        guard let handle = unsafe handle else { throw .nullPointer(name) }
        guard let content = unsafe HandleTable.shared.content(of: handle, as: type) else {
            throw .badHandle(name)
        }
        return content
    }

    /// The object behind a handle, for functions without a result; nil for a bad one.
    package static func found<Content: HandleContent>(
        _ handle: OpaquePointer?, as type: Content.Type = Content.self
    ) -> Content? {
        unsafe handle.flatMap { handle in
            unsafe HandleTable.shared.content(of: handle, as: type)
        }
    }

    /// The result of a failure, which is said in words where that is wanted.
    @inline(never)
    package static func fail(_ failure: Failure, _ error: HandleOut) -> latchkey_result {
        if let error = unsafe error {
            if let room = try? HandleRoom() {
                unsafe error.pointee = room.fill(with: ErrorContent(failure))
            }
        }
        return failure.result
    }
}
