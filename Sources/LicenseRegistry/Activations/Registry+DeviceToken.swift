import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Which token of its license a device has, so that it gets the newest with its next answer.
extension Registry {
    static func refuseVoid(_ token: [UInt8], _ reader: any Reading) throws(RegistryError) {
        let isVoid = try reader.row(
            """
            SELECT 1 AS void FROM former_token
            WHERE digest = $1 AND is_void = 1 AND is_known = 0
            """,
            [.blob(token)]
        ) { (_) throws(SQLError) in true }
        guard isVoid == nil else { throw .tokenVoid }
    }

    static func write(
        token: [UInt8], of activation: ActivationID, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            "UPDATE activation SET token_digest = $2 WHERE id = $1",
            [.blob(activation.bytes), .blob(token)])
    }

    static func token(
        of activation: ActivationID, _ reader: any Reading
    ) throws(RegistryError) -> [UInt8]? {
        let found = try reader.row(
            "SELECT token_digest FROM activation WHERE id = $1", [.blob(activation.bytes)]
        ) { (row) throws(SQLError) in try row.optionalBlob("token_digest") }
        return found ?? nil
    }
}

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

extension LicenseRecord {
    /// Names exactly this token of the license (Token-Format, digest).
    package var tokenDigest: [UInt8] { Array(SHA256.digest(of: message.bytes).prefix(16)) }
}
