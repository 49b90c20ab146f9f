// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import COSE
import LicenseVerifier

/// What is behind a `latchkey_file`.
final class FileContent: HandleContent {
    static let kind = HandleKind.file

    fileprivate let file: LicenseFile
    fileprivate let texts: BorrowedTexts

    fileprivate init(_ file: LicenseFile) {
        self.file = file
        texts = BorrowedTexts(count: 2 * file.objects.count)
    }
}

@c @implementation
package func latchkey_file_parse(
    _ text: UnsafePointer<CChar>?, _ length: Int, _ file: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(file, "file", error) { () throws(Failure) in
        let data = unsafe try Input.buffer(text, length, "text")
        do throws(LicenseError) {
            guard data.count <= Limits.maxFileBytes else {
                throw .file(.tooLong(count: data.count, limit: Limits.maxFileBytes))
            }
            return unsafe FileContent(try LicenseFile(parsing: Array(data)))
        } catch {
            throw Failure(error, step: error.step)
        }
    }
}

@c @implementation
package func latchkey_file_count(_ file: OpaquePointer?) -> Int {
    unsafe Call.found(file, as: FileContent.self)?.file.objects.count ?? 0
}

@c @implementation
package func latchkey_file_type(
    _ file: OpaquePointer?, _ index: Int, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(file, as: FileContent.self),
        content.file.objects.indices.contains(index)
    else { return nil }
    return unsafe content.texts.text(2 * index, length) {
        switch content.file.objects[index].header.type {
        case .contentFormat(let number): String(number)
        case .mediaType(let name): name
        }
    }
}

@c @implementation
package func latchkey_file_object(
    _ file: OpaquePointer?, _ index: Int, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<UInt8>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(file, as: FileContent.self),
        content.file.objects.indices.contains(index)
    else { return nil }
    return unsafe content.texts.bytes(2 * index + 1, length) { content.file.objects[index].bytes }
}
