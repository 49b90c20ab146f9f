import CBOR
import COSE

/// The languages in which programs pin a key.
enum ProgramLanguage: String, CaseIterable {
    case swift, c, python
    case javaScript = "js"
    case go, rust

    /// A public key as a value of this language, to paste into a program.
    func literal(of key: VerificationKey) -> String {
        let bytes = key.rawRepresentation
        return switch self {
        case .swift: "[\n\(Self.rows(of: bytes))\n]"
        case .c: "{\n\(Self.rows(of: bytes))\n}"
        case .rust: "[\n\(Self.rows(of: bytes))\n]"
        case .go: "[32]byte{\n\(Self.rows(of: bytes, indent: "\t"))\n}"
        case .python: "bytes.fromhex(\"\(key.hexadecimal)\")"
        case .javaScript: "\"\(key.hexadecimal)\""
        }
    }

    private static func rows(of bytes: [UInt8], indent: String = "    ") -> String {
        stride(from: 0, to: bytes.count, by: 8).map { start in
            indent
                + bytes[start..<min(start + 8, bytes.count)]
                .map { "0x\(Hexadecimal.encode([$0]))," }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
