// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey

/// What is behind a `latchkey_error`.
package final class ErrorContent: HandleContent {
    package static let kind = HandleKind.error

    fileprivate let failure: Failure
    fileprivate let texts = BorrowedTexts(count: 4)

    /// A failure to be read by a C program.
    package init(_ failure: Failure) {
        self.failure = failure
    }
}

@c @implementation
package func latchkey_error_code(
    _ error: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe text(of: error, 0, length) { $0.failure.code }
}

@c @implementation
package func latchkey_error_message(
    _ error: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe text(of: error, 1, length) { $0.failure.message }
}

@c @implementation
package func latchkey_error_next_step(
    _ error: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe text(of: error, 2, length) { $0.failure.nextStep }
}

@c @implementation
package func latchkey_error_json(
    _ error: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe text(of: error, 3, length) { JSONDocument($0.failure).text }
}

@c @implementation
package func latchkey_error_result(_ error: OpaquePointer?) -> latchkey_result {
    unsafe Call.found(error, as: ErrorContent.self)?.failure.result ?? .badHandle
}

@c @implementation
package func latchkey_error_step(_ error: OpaquePointer?) -> Int32 {
    Int32(unsafe Call.found(error, as: ErrorContent.self)?.failure.step ?? 0)
}

private func text(
    of error: OpaquePointer?, _ index: Int, _ length: UnsafeMutablePointer<Int>?,
    _ make: (ErrorContent) -> String
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(error, as: ErrorContent.self) else { return nil }
    return unsafe content.texts.text(index, length) { make(content) }
}

extension JSONDocument {
    /// What `latchkey verify --json` says of a license that is refused.
    fileprivate init(_ failure: Failure) {
        self.init([
            ("code", .text(failure.code)), ("message", .text(failure.message)),
            ("next_step", .text(failure.nextStep)), ("outcome", .text("refused")),
            ("step", failure.step.map { .integer(Int64($0)) }),
        ])
    }
}
