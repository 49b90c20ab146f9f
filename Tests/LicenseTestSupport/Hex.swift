import CBOR

/// Bytes written in hexadecimal in a test; white space between them is for the reader.
package func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }
    guard let bytes = Hexadecimal.decode(digits) else {
        preconditionFailure("not hexadecimal: \(text)")
    }
    return bytes
}

/// Bytes in hexadecimal, for messages of failed tests.
package func hex(_ bytes: some Sequence<UInt8>) -> String {
    Hexadecimal.encode(bytes)
}
