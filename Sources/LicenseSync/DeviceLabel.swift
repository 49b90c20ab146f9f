/// A device's name for people, such as `press 4`: 1 to 128 bytes without control characters.
public struct DeviceLabel: Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: String) {
        guard (1...SyncLimits.maxLabelBytes).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        description = text
    }
}

extension DeviceLabel: Equatable {
    /// Whether both are the same bytes.
    public static func == (left: DeviceLabel, right: DeviceLabel) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }
}
