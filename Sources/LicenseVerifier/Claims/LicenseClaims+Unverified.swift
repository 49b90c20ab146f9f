import COSE

extension LicenseClaims {
    /// What a key says before its signature was checked: to be shown as such, never to be acted on.
    ///
    /// Throws what `TrustedKeys.verify` would throw for a payload that is not acceptable.
    public init(unverified key: LicenseKey) throws(LicenseError) {
        try self.init(payload: key.message.unverifiedPayload)
    }
}
