import COSE

/// What a key says before its signature was checked: to be shown as such, never to be acted on.
///
/// A type of its own, so that it cannot be used where the claims of a `VerifiedLicense` belong.
public struct UnverifiedClaims: Equatable, Sendable {
    /// What anybody may have written.
    public let asserted: LicenseClaims

    /// Reads the payload of a key; throws what `TrustedKeys.verify` would throw for one that is not
    /// acceptable.
    public init(of key: LicenseKey) throws(LicenseError) {
        asserted = try LicenseClaims(payload: key.message.unverifiedPayload)
    }
}
