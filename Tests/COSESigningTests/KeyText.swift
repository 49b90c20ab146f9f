import COSE
import Testing

/// Changes inside the PEM text of an encrypted key.
enum KeyText {
    static func replacing(
        _ old: [UInt8], with new: [UInt8], in text: String
    ) throws -> String {
        let lines = text.split(separator: "\n")
        var der = try Base64.decodePadded(lines.dropFirst().dropLast().joined().utf8)
        let start = try #require(der.indices.first { der[$0...].starts(with: old) })
        der.replaceSubrange(start..<start + old.count, with: new)
        return [String(lines[0]), Base64.encodePadded(der), String(lines[lines.count - 1])]
            .joined(separator: "\n") + "\n"
    }
}
