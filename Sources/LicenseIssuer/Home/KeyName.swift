import CBOR

/// The name of a key in a home directory: `[a-z0-9][a-z0-9._-]{0,63}`, part of its file names.
public struct KeyName: Hashable, Sendable, CustomStringConvertible {
    /// The name of an issuer's first key.
    public static let issuer = KeyName(unchecked: "issuer")
    /// The name of the key with which a service signs status lists.
    public static let status = KeyName(unchecked: "status")
    /// The name of the key with which a service signs answers to devices.
    public static let service = KeyName(unchecked: "service")

    /// The characters.
    public let description: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: some StringProtocol) {
        func isPlain(_ byte: UInt8) -> Bool {
            byte.isLowerLetter || byte.isDigit
        }
        guard let first = text.utf8.first, isPlain(first), text.utf8.count <= 64,
            text.utf8.allSatisfy({ isPlain($0) || "._-".utf8.contains($0) })
        else { return nil }
        description = String(text)
    }

    private init(unchecked description: String) {
        self.description = description
    }
}
