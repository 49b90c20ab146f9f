import COSE
import COSESigning
import LicenseVerifier

extension SigningKey {
    /// Signs a list, a delta or a staple, and verifies it before it leaves.
    func signed<Verified>(
        _ payload: [UInt8], as type: MessageType,
        _ verify: (StatusKeys, SignedMessage) throws(StatusError) -> Verified
    ) throws(IssuerError) -> Verified {
        let message: SignedMessage
        do throws(SigningKeyError) {
            message = try sign(payload: payload, type: type)
        } catch {
            throw .signing(error)
        }
        do throws(StatusError) {
            return try verify(StatusKeys(pinning: verificationKey), message)
        } catch {
            throw .statusList(error)
        }
    }
}
