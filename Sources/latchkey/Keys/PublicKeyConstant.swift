import CBOR
import COSE

/// A language in which a public key is written as a constant, to be pasted into a program.
enum PublicKeyConstant: String, CaseIterable {
    case swift, c, python, js, go, rust

    /// The constant's text, of several lines.
    func text(of key: VerificationKey) -> String {
        let bytes = key.rawRepresentation
        return switch self {
        case .swift: "let vendorKey: [UInt8] = [\n\(Self.lines(bytes))\n]"
        case .c:
            """
            #include <stdint.h>

            static const uint8_t vendor_key[32] = {
            \(Self.lines(bytes))
            };
            """
        case .python: "VENDOR_KEY = bytes.fromhex(\n    \"\(key.hexadecimal)\"\n)"
        case .js: "const vendorKey = new Uint8Array([\n\(Self.lines(bytes))\n]);"
        case .go: "var vendorKey = [32]byte{\n\(Self.lines(bytes, indent: "\t"))\n}"
        case .rust: "const VENDOR_KEY: [u8; 32] = [\n\(Self.lines(bytes))\n];"
        }
    }

    /// Eight bytes on each line, each line with a comma at its end.
    private static func lines(_ bytes: [UInt8], indent: String = "    ") -> String {
        stride(from: 0, to: bytes.count, by: 8).map { start in
            indent
                + bytes[start..<min(start + 8, bytes.count)]
                .map { "0x" + Hexadecimal.encode([$0]) + "," }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
