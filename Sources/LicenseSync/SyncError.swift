public import CBOR
public import COSE
public import COSESigning
public import LicenseVerifier

/// Why bytes are not the device message that was expected, or why it must not be acted on.
///
/// Each case belongs to one numbered step (Device-Messages, verification). Nothing that an unsigned
/// payload says is ever part of an error.
public enum SyncError: Error, Equatable, Sendable {
    /// Step 1: longer than any device message.
    case tooLong(count: Int, limit: Int)
    /// Steps 2 and 5: not a signed message of the profile, or not the key's signature.
    case message(COSEError)
    /// Step 3: a signed object of another kind.
    case type(MessageType)
    /// Step 4: no key that is trusted for such messages has this key id.
    case unknownKey(KeyID)
    /// Step 4: the device key that the message names is not one to be trusted.
    case deviceKey(VerificationKeyError)
    /// Step 6: the payload is not deterministic CBOR.
    case payload(CBORError)
    /// Step 7: the claims are not those of such a message.
    case claims(SyncClaimFault)
    /// Step 7: the license inside is not one.
    case license(LicenseError)
    /// Step 8: signed outside the window that the trust bundle gives the key.
    case outsideWindow
    /// Step 8: of another organization than the key that signed it.
    case otherOrganization
    /// Step 8: too few root keys have signed a clock reset, or their signatures do not fit.
    case roots(TrustError)
    /// Step 9: an answer to a message that this device did not send, or that was answered before.
    case otherRequest
    /// Step 9: about another activation.
    case otherActivation
    /// Step 9: for another device's key.
    case otherDevice
    /// Step 9: for another license.
    case otherLicense
    /// Step 9: a clock reset that can no longer be used.
    case resetExpired(at: Timestamp)
    /// Step 9: a clock reset of this number, or of a later one, was used before.
    case resetUsed(number: UInt64)
    /// A message was to be signed by another key than the one that it names.
    case otherSigner
    /// The private key failed.
    case signing(SigningKeyError)
}

/// What is wrong with the claims of a device message (Device-Messages, verification step 7).
public enum SyncClaimFault: Error, Equatable, Sendable {
    /// A required claim is absent.
    case missing(SyncClaim)
    /// A claim has another type, or lies outside its range.
    case outOfRange(SyncClaim)
    /// A claim that this version does not know.
    case unknown(label: Int64)
    /// A claim whose label is a text.
    case textLabel
}

/// A claim as errors name it.
public enum SyncClaim: String, Sendable, CaseIterable {
    case claims = "claims set"
    case expiresAt = "expires at"
    case issuedAt = "issued at"
    case id
    case device = "device key"
    case license
    case kind
    case organization
    case activation
    case fingerprint
    case allowance
    case label
    case conditions
    case notes
    case expiryOverride = "expiry override"
    case lists = "list sequences"
    case usage
    case sequence
    case journal = "journal hash"
    case previousReceipt = "previous receipt"
    case previousReport = "previous report"
    case held = "versions held"
    case outcome
    case certificate
    case replacement = "replacement license"
    case request = "digest of the request"
    case resetNumber = "reset number"
    case time
}
