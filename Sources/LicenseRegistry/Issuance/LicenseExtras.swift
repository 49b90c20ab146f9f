public import LicenseVerifier

/// What a license has besides its token when it is recorded.
public struct LicenseExtras: Sendable {
    /// Where it comes from.
    public var origin = LicenseOrigin.sale
    /// A text that people see instead of the signed key.
    public var text: String?
    /// Through which sale it was granted.
    public var grant: NewGrant?
    /// Units that were counted elsewhere.
    public var uses: Int64 = 0
    /// How often it was validated elsewhere.
    public var validations: Int64 = 0
    /// When it was validated last.
    public var validatedAt: Timestamp?
    /// When it was sold elsewhere; nil for when its first token was issued.
    public var soldAt: ExactTime?
    /// An end that has passed already, which no token can say.
    public var end: Timestamp?

    /// Where it is in a batch; nil for none.
    public var position: BatchPosition?

    /// Nothing.
    public init() {}
}
