import Foundation
import LicenseRegistry
import LicenseVerifier

/// Finds names of customers that a person takes for one, and the registry for two.
struct LookAlikes {
    private var names: [String: String] = [:]
    private(set) var pairs: [String] = []

    /// What is compared, and what is told; more is a matter for a database.
    private static let (maxNames, maxPairs) = (200_000, 5)

    /// Knows the customers of an organization, as many as are compared.
    init(
        among customers: Customers, of organization: OrganizationID
    ) throws(RegistryError) {
        for name in try customers.names(of: organization, limit: Self.maxNames) {
            names[Self.plain(name)] = name
        }
    }

    /// Knows nobody.
    init() {}

    /// Takes a name.
    mutating func note(_ name: String?) {
        guard let name, pairs.count < Self.maxPairs else { return }
        let plain = Self.plain(name)
        if let known = names[plain] {
            // Swift compares texts by what they mean; here the characters count.
            guard Array(known.utf8) != Array(name.utf8) else { return }
            let pair = "\"\(known)\" and \"\(name)\""
            if !pairs.contains(pair) { pairs.append(pair) }
        } else if names.count < Self.maxNames {
            names[plain] = name
        }
    }

    /// A name without case, without what other alphabets and typesetting add, and without blanks.
    static func plain(_ name: String) -> String {
        let compatible = name.precomposedStringWithCompatibilityMapping.lowercased()
        var text = ""
        for scalar in compatible.unicodeScalars where !scalar.properties.isWhitespace {
            text.unicodeScalars.append(twins[scalar] ?? scalar)
        }
        return text
    }

    /// Letters of other alphabets that look like Latin ones.
    private static let twins: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ѕ": "s",
        "ј": "j", "ԁ": "d", "һ": "h", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "α": "a",
        "ο": "o", "ρ": "p", "ν": "v", "κ": "k", "ι": "i", "τ": "t", "υ": "u", "χ": "x", "ε": "e",
        "0": "o", "1": "l", "|": "l",
    ]
}
