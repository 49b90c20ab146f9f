/// A third-party license key, which only its service can judge: 1 to 512 bytes without control
/// characters.
public struct LegacyKey: Sendable {
    /// The whole key.
    ///
    /// A secret like any license key; not part of any message to people.
    public let text: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: String) {
        guard (1...SyncLimits.maxLegacyBytes).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.text = text
    }
}

extension LegacyKey: Equatable {
    /// Whether both are the same bytes.
    public static func == (left: LegacyKey, right: LegacyKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }
}
