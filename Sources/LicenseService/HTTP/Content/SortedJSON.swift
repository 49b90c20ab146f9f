import Foundation
import NIOCore

/// JSON as this service writes it: members in one order, so that equal values are equal bytes.
enum SortedJSON {
    static func bytes(of value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ByteBuffer(bytes: try encoder.encode(value))
    }
}
