package import LicenseIssuer

extension Benefit {
    /// What stands in instructions for the key.
    private static let placeholders = ["{{key}}", "{key}", "<key>"]

    /// What a customer is told to do with a key, which takes the place of each placeholder; nil
    /// where nothing is said.
    package func instructions(with key: String) -> String? {
        Self.fill(activationInstructions, with: key)
    }

    /// The same of instructions that are not a benefit's yet.
    package static func fill(_ instructions: String, with key: String) -> String? {
        guard instructions.contains(where: { !$0.isWhitespace }) else { return nil }
        return placeholders.reduce(instructions) { text, placeholder in
            text.split(separator: placeholder, omittingEmptySubsequences: false).joined(
                separator: key)
        }
    }
}
