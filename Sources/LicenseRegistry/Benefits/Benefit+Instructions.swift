package import LicenseIssuer

extension Benefit {
    /// Where instructions leave a place for the key.
    private static let places = ["{{key}}", "{key}", "<key>"]

    /// What a customer is told to do with a key, which stands where there is a place for it; nil where
    /// nothing is said.
    package func instructions(with key: String) -> String? {
        guard activationInstructions.contains(where: { !$0.isWhitespace }) else { return nil }
        return Self.places.reduce(activationInstructions) { text, place in
            text.split(separator: place, omittingEmptySubsequences: false).joined(separator: key)
        }
    }
}
