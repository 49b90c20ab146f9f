import LicenseVerifier

/// The sizes that device messages keep (Device-Messages, limits), all checked before memory is
/// taken.
public enum SyncLimits {
    /// Bytes of a whole message.
    public static let maxMessage = 65_536
    /// Bytes of a device's name for people.
    public static let maxLabelBytes = 128
    /// Bytes of a third-party license key.
    public static let maxLegacyBytes = 512
    /// Meters of one total.
    public static let maxMeters = 64
    /// Status lists whose sequences one message names.
    public static let maxLists = 64
    /// Facts of a fingerprint.
    public static let maxFacts = 8
    /// Bytes of a status list that goes along with an answer as it is, in a QR code of version 24; of a
    /// longer one a staple does.
    public static let maxEnclosedList = 768
}
