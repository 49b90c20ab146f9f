public import COSE
public import COSESigning
public import LicenseVerifier
import Synchronization

/// An organization with its issuing key: mints licenses.
///
/// A class because the private key inside cannot be copied and many tasks sign with it at once.
public final class Issuer: Sendable {
    /// The organization that every license names.
    public let organization: OrganizationID

    private let key: SigningKey
    private let algorithm: Algorithm
    private let judge = Mutex<(@Sendable (LicenseKey) -> IssuerFault?)?>(nil)

    /// Takes the key over.
    ///
    /// - Parameter algorithm: how headers name Ed25519; `edDSA` for customers whose COSE library is
    ///   older than RFC 9864.
    public init(
        _ organization: OrganizationID, key: consuming SigningKey, algorithm: Algorithm = .ed25519
    ) {
        self.organization = organization
        self.key = key
        self.algorithm = algorithm
    }

    /// The public half of the issuing key, which programs pin.
    public var verificationKey: VerificationKey { key.verificationKey }

    /// From now on mints nothing of which somebody says that this key may not sign it: what a newer
    /// trust bundle takes away from a key ends its minting too.
    package func heed(_ judge: @escaping @Sendable (LicenseKey) -> IssuerFault?) {
        self.judge.withLock { $0 = judge }
    }

    /// Mints one license and verifies it before it leaves.
    ///
    /// - Parameters:
    ///   - terms: what the license grants.
    ///   - grant: who gets it, from when, at which index.
    ///   - issuedAt: the moment of issue.
    ///   - generator: draws the license id.
    public func mint(
        _ terms: LicenseTerms, for grant: Grant, issuedAt: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws(IssuerError) -> MintedLicense {
        let minted = try mintUnchecked(terms, for: grant, issuedAt: issuedAt, using: &generator)
        try check(minted)
        return minted
    }

    /// Mints one license, whose id the system's generator draws, and verifies it before it leaves.
    public func mint(
        _ terms: LicenseTerms, for grant: Grant, issuedAt: Timestamp
    ) throws(IssuerError) -> MintedLicense {
        var generator = SystemRandomNumberGenerator()
        return try mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
    }

    /// Mints a license of given claims, for renewal and rotation, where the id is known.
    public func mint(_ claims: LicenseClaims) throws(IssuerError) -> MintedLicense {
        guard claims.organization == organization else {
            throw .otherOrganization(claims.organization)
        }
        if let beginning = claims.notBefore, let end = claims.expiresAt, end <= beginning {
            throw .endsBeforeBeginning(beginning)
        }
        let minted = MintedLicense(claims: claims, message: try sign(claims))
        try check(minted)
        return minted
    }

    /// Mints without the check that `mint` adds; batches check a sample.
    package func mintUnchecked(
        _ terms: LicenseTerms, for grant: Grant, issuedAt: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws(IssuerError) -> MintedLicense {
        guard terms.offline == nil || grant.statusIndex != nil else {
            throw .offlineWithoutStatus
        }
        var attempt = 0
        while true {
            attempt += 1
            let claims = try terms.claims(
                .random(using: &generator), for: grant, of: organization, issuedAt: issuedAt)
            let minted = MintedLicense(claims: claims, message: try sign(claims))
            // Two hyphens in a row are what text programs turn into a dash. One key in thirty has
            // them; where the fixed part of the key does, no other id helps, so the tries end.
            if attempt == Self.maxDraws || !minted.text.hasTwoHyphens { return minted }
        }
    }

    /// Reads a fresh key as a verifier would.
    package func check(_ minted: MintedLicense) throws(IssuerError) {
        do throws(LicenseError) {
            let verified = try TrustedKeys(
                pinning: key.verificationKey, understanding: Set(minted.claims.critical)
            ).verify(LicenseKey(parsing: minted.text))
            guard verified.claims == minted.claims else { throw .claims(.outOfRange(.claims)) }
            let judge = judge.withLock { $0 }
            if let fault = try judge?(LicenseKey(minted.message)) { throw .issuer(fault) }
        } catch {
            throw .license(error)
        }
    }

    private static let maxDraws = 4

    private func sign(_ claims: LicenseClaims) throws(IssuerError) -> SignedMessage {
        let payload: [UInt8]
        do throws(LicenseError) {
            payload = try claims.payload()
        } catch {
            throw .license(error)
        }
        do throws(SigningKeyError) {
            return try key.signUnchecked(payload: payload, type: .cwt, algorithm: algorithm)
        } catch {
            throw .signing(error)
        }
    }
}

/// A license that has just been minted.
public struct MintedLicense: Equatable, Sendable {
    /// What it says.
    public let claims: LicenseClaims
    /// The signed object.
    public let message: SignedMessage
    /// The license key.
    public let text: String

    /// A payload within its limit always gives a text within the limit of texts: 2,184 characters
    /// at most.
    fileprivate init(claims: LicenseClaims, message: SignedMessage) {
        self.claims = claims
        self.message = message
        text = LicenseKey.text(prefix: claims.prefix, message: message)
    }
}

extension String {
    fileprivate var hasTwoHyphens: Bool {
        var previous: UInt8 = 0
        for character in utf8 {
            if character == UInt8(ascii: "-") && previous == character { return true }
            previous = character
        }
        return false
    }
}
