import CBOR

/// A feature that a license grants: `[a-z0-9][a-z0-9._:-]{0,63}`.
public struct Entitlement: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most characters a name may have.
    public static let maxCount = 64

    /// The characters.
    public let description: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let characters = text.utf8
        guard let first = characters.first, first.isLowerLetter || first.isDigit,
            characters.count <= Self.maxCount,
            characters.allSatisfy({
                $0.isLowerLetter || $0.isDigit || $0.isOne(of: "._:-")
            })
        else { return nil }
        description = String(text)
    }

    /// The order of the characters.
    public static func < (left: Entitlement, right: Entitlement) -> Bool {
        left.description < right.description
    }
}
