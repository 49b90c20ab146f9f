// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey

private let version: StaticString = "1.0.0"

@c @implementation
package func latchkey_version() -> UnsafePointer<CChar>? {
    unsafe version.cText
}

@c @implementation
package func latchkey_abi_version() -> UInt32 { UInt32(LATCHKEY_ABI_VERSION) }

@c @implementation
package func latchkey_free(_ handle: UnsafeMutableRawPointer?) -> latchkey_result {
    guard let handle = unsafe handle else { return .success }
    return unsafe HandleTable.shared.free(OpaquePointer(handle)) ? .success : .badHandle
}

@c @implementation
package func latchkey_result_text(_ result: latchkey_result) -> UnsafePointer<CChar>? {
    let text: StaticString =
        switch result {
        case .success: "the call did what it was asked"
        case .refused: "the input is not genuine, not sound or not to be taken"
        case .nullPointer: "a pointer that must not be NULL is"
        case .badHandle: "a handle is of another type, was freed, or never was one"
        case .badArgument: "an argument is outside what the function takes"
        case .notUTF8: "a text is not UTF-8"
        case .absent: "what was asked for is not there"
        case .pending: "the work is under way"
        case .busy: "another call is using what this one needs alone"
        case .tooManyHandles: "too many handles are alive"
        case .storage: "a file or disk failed, is full or cannot be written"
        case .otherProcess: "the handle belongs to the process that this one is a fork of"
        case latchkey_result(LATCHKEY_INTERNAL): "the library made a mistake"
        default: "the result is not one of this version"
        }
    return unsafe text.cText
}

extension StaticString {
    /// The text for C; a NUL follows every literal.
    fileprivate var cText: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
