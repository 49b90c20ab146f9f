import CBOR

/// The name of a key that lives outside of files, such as `pkcs11:token=Acme;object=issuing`.
struct KeyURI {
    /// The URI as given.
    let text: String
    /// The part before the first colon, in lower case (RFC 3986 §3.1).
    let scheme: String

    /// The URI without its query, which may hold a secret: fit for messages.
    var source: String { String(text.prefix { $0 != "?" }) }

    /// Refuses what is not a URI, names a file, or carries a PIN.
    init(_ text: String) throws(KeyFileError) {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        guard scheme.count < text.utf8.count, (2...32).contains(scheme.count),
            scheme.allSatisfy(Self.belongsInScheme), text.utf8.count <= Self.maxBytes,
            !text.utf8.contains(0)
        else { throw .notURI }
        self.text = text
        self.scheme = String(decoding: scheme, as: UTF8.self).lowercased()
        // A file goes through `read`, which sees to its permissions.
        guard self.scheme != "file" else { throw .fileURI }
        guard !Self.namesPIN(text) else { throw .secretInURI }
    }

    /// Whether `pin-value` occurs anywhere (RFC 7512 §2.4).
    private static func namesPIN(_ text: String) -> Bool {
        let (bytes, name) = (Array(text.utf8), "pin-value".utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: name) }
    }

    private static let maxBytes = 4096

    private static func belongsInScheme(_ character: UInt8) -> Bool {
        character.isLetter || character.isDigit || character.isOne(of: "+-.")
    }
}
