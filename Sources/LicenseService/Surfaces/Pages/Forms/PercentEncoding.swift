import CBOR

/// How a text stands in an address (RFC 3986, section 2.1).
enum PercentEncoding {
    /// All bytes of UTF-8 but those of unreserved characters (section 2.3) are written in hexadecimal.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            if byte.isLetter || byte.isDigit || byte.isOne(of: "-._~") {
                return String(Unicode.Scalar(byte))
            }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
