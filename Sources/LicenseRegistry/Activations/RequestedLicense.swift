import COSE
public import LicenseSync
public import LicenseVerifier
import SQLDatabase

/// Why a device's message gets no answer by the rules.
public enum MessageRefusal: Error, Equatable, Sendable {
    /// The license in the request is not good.
    case license(LicenseError)
    /// The registry does not know the license.
    case unknownLicense(LicenseID)
    /// The device does not hold the license that it names.
    case proof(LicenseID)
    /// The key is a third-party key, and such keys are not kept here.
    case legacyKey
    /// The license is good on any machine.
    case noSeatNeeded
    /// The registry does not know the activation.
    case unknownActivation(ActivationID)
    /// The registry failed.
    case registry(RegistryError)
}

extension VerifiedActivationRequest {
    /// The license that is asked about.
    ///
    /// It counts only if an issuing key has signed it, or if it is in the registry and the
    /// device has proven that it holds it.
    ///
    /// - Parameters:
    ///   - verify: checks a license key; a service remembers those that it has seen.
    ///   - licenses: only asked where the request carries none.
    public func license(
        verifiedBy verify: (LicenseKey) throws(LicenseError) -> VerifiedLicense,
        recordedIn licenses: Licenses
    ) throws(MessageRefusal) -> VerifiedLicense {
        let license: VerifiedLicense
        switch request.license {
        case .key(let key):
            license = try Self.refusing { () throws(LicenseError) in try verify(key) }
        case .proof(let proof): license = try held(proof, verify, licenses)
        case .legacy: throw .legacyKey
        }
        guard license.claims.needsActivation else { throw .noSeatNeeded }
        return license
    }

    private func held(
        _ proof: LicenseProof,
        _ verify: (LicenseKey) throws(LicenseError) -> VerifiedLicense,
        _ licenses: Licenses
    ) throws(MessageRefusal) -> VerifiedLicense {
        guard
            let found = try Self.reading({ () throws(RegistryError) in
                try licenses.nearest(to: proof.license)
            })
        else { throw .unknownLicense(proof.license) }
        // The same work for a license that is here and for one that is not, so that the time does
        // not tell strangers which there are.
        let held = try held(proof, newest: found, licenses)
        guard found.claims.license == proof.license else { throw .unknownLicense(proof.license) }
        guard let held else { throw .proof(proof.license) }
        return try Self.refusing { () throws(LicenseError) in try verify(LicenseKey(held)) }
    }

    /// The token that a device proves to have: the newest, or one before that still names its license.
    private func held(
        _ proof: LicenseProof, newest: LicenseRecord, _ licenses: Licenses
    ) throws(MessageRefusal) -> SignedMessage? {
        if proof.isMade(with: newest.message.bytes, by: request.device, in: request.id) {
            return newest.message
        }
        return try Self.reading { () throws(RegistryError) in
            let former = try licenses.formerTokens(of: newest.claims.license).first {
                proof.isMade(with: $0, by: request.device, in: request.id)
            }
            guard let former else { return nil }
            do throws(COSEError) {
                return try SignedMessage(former, maxPayload: Limits.maxObjectBytes)
            } catch {
                throw .database(.column("octets"))
            }
        }
    }

    private static func reading<Result>(
        _ read: () throws(RegistryError) -> Result
    ) throws(MessageRefusal) -> Result {
        do throws(RegistryError) {
            return try read()
        } catch {
            throw .registry(error)
        }
    }

    private static func refusing(
        _ verify: () throws(LicenseError) -> VerifiedLicense
    ) throws(MessageRefusal) -> VerifiedLicense {
        do throws(LicenseError) {
            return try verify()
        } catch {
            throw .license(error)
        }
    }
}

extension LicenseClaims {
    /// Whether a device needs a seat: for the seats themselves, or to share units with others.
    public var needsActivation: Bool { activationLimit != .notUsed || usageLimit != nil }

    /// The units of the license shared out evenly among its seats; a tenth where seats are not
    /// counted.
    public var evenShare: UInt64 {
        guard let limit = usageLimit else { return 0 }
        switch activationLimit {
        case .seats(let seats): return max(limit / seats, 1)
        case .unlimited, .notUsed: return max(limit / 10, 1)
        }
    }
}
