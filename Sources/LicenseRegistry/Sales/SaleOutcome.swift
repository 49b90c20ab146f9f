public import LicenseVerifier

/// What became of a shop's message.
public struct SaleOutcome: Equatable, Sendable {
    /// Whether the message was taken before, so that nothing was done.
    public internal(set) var isRepeated = false
    /// How many notices came too late: something newer was known.
    public internal(set) var lateNotices = 0
    /// How many were about sales that this registry does not know.
    public internal(set) var unrelatedNotices = 0
    /// How many gave nothing yet, as their buyer has several imported licenses that may be theirs.
    public internal(set) var undecidedNotices = 0
    /// Licenses that were minted.
    public internal(set) var minted: [LicenseID] = []
    /// Licenses that were taken back, given back or renewed.
    public internal(set) var changed: [LicenseID] = []
}
