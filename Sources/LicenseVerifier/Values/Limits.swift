/// The sizes that a verifier accepts (Token-Format, limits), all checked before memory is taken.
public enum Limits {
    /// Characters of a license key: one QR code of version 40 at level M.
    public static let maxKeyCharacters = 2331
    /// Characters of an object in the carrier form: one QR code of version 40 at level M.
    public static let maxCarrierCharacters = 3391
    /// Bytes of a license's payload.
    public static let maxLicensePayload = 1536
    /// Levels of nesting; the payload's outer map is level 1.
    public static let maxDepth = 6
    /// Levels of nesting in the value of an extension.
    public static let maxExtensionDepth = 4
    /// Elements of an array or entries of a map in a license.
    public static let maxEntries = 64
    /// Conditions of a license.
    public static let maxConditions = 32
    /// Entitlements of a license.
    public static let maxEntitlements = 64
    /// Seats, units and integers in conditions: what every JSON reader keeps exactly.
    public static let maxCount: Int64 = 1 << 53 - 1
    /// Seconds of an offline or grace period: ten years.
    public static let maxSpanSeconds: Int64 = 315_619_200
    /// Bytes of an armored license file.
    public static let maxFileBytes = 64 << 20
    /// Bytes of a status list object, the largest object of a license file.
    public static let maxObjectBytes = 270_336
    /// Positions that a status delta names.
    public static let maxStatusChanges = 65_536
    /// How far a clock may be behind the issuer's before it counts as wrong: an issuer's clock may
    /// itself be ahead, and a day covers every mistake in the time zone.
    package static let clockTolerance = Duration.seconds(86_400)
}
