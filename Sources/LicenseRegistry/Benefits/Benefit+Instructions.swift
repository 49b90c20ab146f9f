package import LicenseIssuer

extension Benefit {
    /// What stands in instructions for the key.
    private static let placeholders = ["{{key}}", "{key}", "<key>"]

    /// What a customer is told to do with a key, which takes the place of each placeholder; nil
    /// where nothing is said.
    package func instructions(with key: String) -> String? {
        guard activationInstructions.contains(where: { !$0.isWhitespace }) else { return nil }
        return Self.placeholders.reduce(activationInstructions) { text, placeholder in
            text.split(separator: placeholder, omittingEmptySubsequences: false).joined(
                separator: key)
        }
    }
}
