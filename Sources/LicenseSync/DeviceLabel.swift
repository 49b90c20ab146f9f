import LicenseVerifier

/// A device's name for people, such as `press 4`: 1 to 128 bytes without control characters.
public struct DeviceLabel: Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Takes a text of the form above that has no format character either; nil for anything else.
    public init?(_ text: String) {
        guard text.unicodeScalars.allSatisfy(\.isVisible) else { return nil }
        self.init(signed: text)
    }

    /// Takes a name that was signed, which may be older than the rule for names (`VisibleText`).
    package init?(signed text: String) {
        guard (1...SyncLimits.maxLabelBytes).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        description = text
    }

    /// The name as it is kept and shown: without what nobody sees.
    package var shown: String { VisibleText.cleaned(description) }
}

extension DeviceLabel: Equatable {
    /// Whether both are the same bytes.
    public static func == (left: DeviceLabel, right: DeviceLabel) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }
}
