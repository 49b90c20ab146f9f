import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

extension Answer {
    /// Sends the newest token to a device that has another one.
    mutating func replace(_ token: [UInt8], by newest: LicenseRecord) throws(RegistryError) {
        guard case .new(var draft) = reply, draft.receipt.outcome == .accepted,
            newest.tokenDigest != token
        else { return }
        do throws(LicenseError) {
            draft.receipt.replacement = try LicenseKey(newest.message)
        } catch {
            throw .database(.column("octets"))
        }
        reply = .new(draft)
    }
}
