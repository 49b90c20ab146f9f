public import COSE

/// The public keys whose licenses a program accepts.
///
/// Pinned keys are a complete set-up: they are compiled into the program and may issue anything. A
/// trust bundle gives keys with a window and constraints, which a newer bundle can withdraw.
public struct TrustedKeys: Sendable {
    private let keys: KeySet
    private let understood: Set<Int64>
    private let affirmations: [VerifiedAffirmationList]

    /// Pins issuing keys; nil when two of them have one key id, so that none can hide another.
    ///
    /// - Parameter understood: labels of extensions that the program acts on. A license that makes
    ///   any other extension critical is refused.
    public init?(pinning keys: [VerificationKey], understanding understood: Set<Int64> = []) {
        guard let keys = KeySet(pinning: keys) else { return nil }
        self.keys = keys
        self.understood = understood
        affirmations = []
    }

    /// Pins one issuing key.
    public init(pinning key: VerificationKey, understanding understood: Set<Int64> = []) {
        keys = KeySet(pinning: key)
        self.understood = understood
        affirmations = []
    }

    /// Takes the issuing keys of a trust bundle, each within its window and constraints.
    ///
    /// - Parameter affirmations: which licenses of compromised keys stay good; those of other
    ///   organizations are left out.
    public init(
        _ bundle: VerifiedTrustBundle, affirmations: [VerifiedAffirmationList] = [],
        understanding understood: Set<Int64> = []
    ) {
        keys = KeySet(bundle)
        self.understood = understood
        self.affirmations = affirmations.filter { $0.organization == bundle.bundle.organization }
    }

    /// Checks who signed a license and what they signed (verification steps 7 to 12).
    ///
    /// Whether the license may be used now is decided by `VerifiedLicense.evaluate`. Costs one
    /// Ed25519 verification.
    public func verify(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        let claims: LicenseClaims
        switch keys[key.message.header.keyID] {
        case .pinned(let issuer): claims = try signedClaims(of: key, by: issuer)
        case .bundled(let issuer) where issuer.role != .issue: throw .issuer(.role)
        case .bundled(let issuer):
            claims = try signedClaims(of: key, by: issuer.key)
            if let fault = issuer.fault(
                of: claims, of: keys.bundle?.organization, isAffirmed: isAffirmed(key))
            {
                throw .issuer(fault)
            }
        case nil: throw .unknownKey(key.message.header.keyID)
        }
        return VerifiedLicense(claims: claims, message: key.message)
    }

    private func isAffirmed(_ key: LicenseKey) -> Bool {
        let lists = affirmations.filter { $0.key == key.message.header.keyID }
        guard !lists.isEmpty else { return false }
        let digest = Array(SHA256.digest(of: key.message.bytes).prefix(16))
        return lists.contains { $0.contains(digest) }
    }

    /// Steps 8 to 11.
    private func signedClaims(
        of key: LicenseKey, by issuer: VerificationKey
    ) throws(LicenseError) -> LicenseClaims {
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
        return claims
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

extension LicenseFile {
    /// A file that holds one license.
    public init(_ license: VerifiedLicense) {
        self.init([license.message])
    }
}
