import CBOR

/// The brand in front of a license key: `A`-`Z`, then `A`-`Z` and digits, at most 16 characters.
///
/// It is part of the signed claims (Token-Format §3), so a key cannot be re-branded.
public struct LicensePrefix: Hashable, Sendable, CustomStringConvertible {
    /// The most characters a prefix may have.
    public static let maxCount = 16

    /// The characters.
    public let description: String

    /// Takes a text of the form above; nil for anything else, lower case included.
    public init?(_ text: some StringProtocol) {
        let characters = text.utf8
        guard let first = characters.first, first.isUpperLetter,
            characters.count <= Self.maxCount,
            characters.allSatisfy({ $0.isUpperLetter || $0.isDigit })
        else { return nil }
        description = String(text)
    }
}
