import ArgumentParser
import COSE
import LicenseVerifier

/// A status list in a file, and whose word is taken for it.
enum StatusListInput {
    /// Reads a list, as an object or in an armored file, and verifies it.
    static func list(_ path: String, trusted keys: StatusKeys) throws -> VerifiedStatusList {
        let bytes = try InputFile(path: path).bytes(limit: Limits.maxFileBytes)
        return try keys.verify(message(in: bytes, path))
    }

    private static func message(in bytes: [UInt8], _ path: String) throws -> SignedMessage {
        if LicenseFile.isLicenseFile(bytes) {
            let objects = try LicenseFile(parsing: bytes).objects
            guard let list = objects.first(where: { $0.header.type == .statusList }) else {
                throw CommandFailure(
                    .malformed, "there is no status list in \(quoted(path))",
                    nextStep: "take the file that `latchkey status publish` made")
            }
            return list
        }
        if let foreign = ForeignInput(bytes), !bytes.starts(with: [0xd2, 0x84]) {
            throw CommandFailure(
                .malformed, "this is not a status list; it looks like \(foreign.name)",
                nextStep: "take the file that `latchkey status publish` made")
        }
        do throws(COSEError) {
            return try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw StatusError.message(error)
        }
    }
}
