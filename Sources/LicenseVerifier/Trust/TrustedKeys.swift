public import COSE

/// The public keys whose licenses a program accepts.
///
/// Pinned keys are a complete set-up: they are compiled into the program and may issue anything.
public struct TrustedKeys: Sendable {
    private let keys: [KeyID: VerificationKey]
    private let understood: Set<Int64>

    /// Pins issuing keys; nil when two of them have one key id, so that none can hide another.
    ///
    /// - Parameter understood: labels of extensions that the program acts on. A license that makes
    ///   any other extension critical is refused.
    public init?(pinning keys: [VerificationKey], understanding understood: Set<Int64> = []) {
        var byID: [KeyID: VerificationKey] = [:]
        for key in keys {
            let previous = byID.updateValue(key, forKey: key.keyID)
            guard previous == nil || previous == key else { return nil }
        }
        self.keys = byID
        self.understood = understood
    }

    /// Pins one issuing key.
    public init(pinning key: VerificationKey, understanding understood: Set<Int64> = []) {
        keys = [key.keyID: key]
        self.understood = understood
    }

    /// Checks who signed a license and what they signed (verification steps 7 to 12).
    ///
    /// Whether the license may be used now is `VerifiedLicense.evaluate`'s matter. Costs one
    /// Ed25519 verification.
    public func verify(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        guard let issuer = keys[key.message.header.keyID] else {
            throw .unknownKey(key.message.header.keyID)
        }
        let verified: VerifiedMessage
        do throws(COSEError) {
            verified = try key.message.verified(by: issuer)
        } catch {
            throw .message(error)
        }
        let claims = try LicenseClaims(payload: verified.payload)
        for label in claims.critical where !understood.contains(label) {
            throw .claims(.critical(label: label))
        }
        if let prefix = key.prefix, prefix != claims.prefix {
            throw .prefixMismatch(text: prefix, signed: claims.prefix)
        }
        return VerifiedLicense(claims: claims, message: key.message)
    }
}

/// A license whose form and signature were checked against a trusted issuing key.
///
/// Only `TrustedKeys.verify` makes one: the initializer is private to this file, nothing can be
/// changed afterwards, and there is no `Decodable` or other way around. A function that takes a
/// `VerifiedLicense` cannot be given anything else.
public struct VerifiedLicense: Sendable, Equatable {
    /// What the issuer asserts.
    public let claims: LicenseClaims
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(claims: LicenseClaims, message: SignedMessage) {
        self.claims = claims
        self.message = message
    }

    /// The key that signed it.
    public var issuer: KeyID { message.header.keyID }

    /// The license's one text.
    public var text: String { LicenseKey.text(prefix: claims.prefix, message: message) }

    /// The license in the form for QR codes and for reading aloud.
    public var carrierText: String { Carrier.encode(message.bytes) }

    /// The first 16 bytes of SHA-256 over the signed object, which name exactly this token.
    public var digest: [UInt8] { Array(SHA256.digest(of: message.bytes).prefix(16)) }
}
