import COSE
import LicenseVerifier
import Terminal

/// Signed objects in whatever form they come: a text, a file of text or bytes, a license file with
/// several.
enum ObjectInput {
    /// All objects of a text, or of the file that it names.
    static func objects(_ given: String) throws -> [SignedMessage] {
        let file = InputFile(path: given)
        guard file.exists else { return [try message(text: given)] }
        return try objects(in: file.bytes(limit: Limits.maxFileBytes))
    }

    /// The only object of a text, or of the file that it names.
    static func message(_ given: String) throws -> SignedMessage {
        let objects = try objects(given)
        guard objects.count == 1, let only = objects.first else {
            throw CommandFailure(
                .malformed, "there are \(objects.count) objects in \(quoted(given)), not one",
                nextStep: "give what the other side's command printed")
        }
        return only
    }

    private static func objects(in bytes: [UInt8]) throws -> [SignedMessage] {
        if LicenseFile.isLicenseFile(bytes) { return try LicenseFile(parsing: bytes).objects }
        if bytes.starts(with: [0xd2, 0x84]) {
            do throws(COSEError) {
                return try SignedMessage.sequence(
                    bytes, maxPayload: VerifiedAffirmationList.maxPayload)
            } catch {
                throw LicenseError.message(error)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .malformed, "this is no signed object and no text",
                nextStep: "give the file as the other side made it")
        }
        guard !text.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(
                .malformed, "there is nothing in it", nextStep: "copy the file or text again, whole"
            )
        }
        // Several texts, one on a line, as several scans of a camera leave them.
        let lines = text.split(whereSeparator: \.isNewline).filter {
            !$0.allSatisfy(\.isWhitespace)
        }
        if lines.count > 1, lines.allSatisfy({ Carrier.isCarrier(String($0)) }) {
            return try lines.map { try Carrier.message(String($0)) }
        }
        return [try message(text: text)]
    }

    private static func message(text: String) throws -> SignedMessage {
        if Carrier.isCarrier(text) { return try Carrier.message(text) }
        return try LicenseInput.key(from: text).message
    }
}
