import COSE
import LicenseLedger
import LicenseVerifier
import LicenseVerifierC

/// Signed objects in whatever form the vendor sent them.
enum ReceivedObjects {
    /// A few of the largest objects as text; what is longer is a file or nothing of ours.
    private static let maxTextBytes = 4 << 20

    /// All objects of a file, of texts on lines of their own, or of bytes end to end.
    static func objects(in data: UnsafeBufferPointer<UInt8>) throws(Failure) -> [SignedMessage] {
        guard data.count <= Limits.maxFileBytes else {
            throw .badArgument("data", "no longer than 64 MiB")
        }
        let bytes = unsafe Array(data)
        do throws(LicenseError) {
            if LicenseFile.isLicenseFile(bytes) { return try LicenseFile(parsing: bytes).objects }
            if bytes.starts(with: [0xd2, 0x84]) { return try sequence(bytes) }
            if let text = text(of: bytes) { return try objects(in: text) }
        } catch {
            throw Failure(error, step: error.step)
        }
        throw Failure(LedgerError.notAnObject)
    }

    private static func text(of bytes: [UInt8]) -> String? {
        bytes.count <= maxTextBytes ? String(validating: bytes, as: UTF8.self) : nil
    }

    private static func sequence(_ bytes: [UInt8]) throws(LicenseError) -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(
                bytes, maxPayload: VerifiedAffirmationList.maxPayload)
        } catch {
            throw .message(error)
        }
    }

    /// Several carriers, each on a line of its own, as several scans of a camera leave them.
    private static func objects(in text: String) throws(LicenseError) -> [SignedMessage] {
        let text = text.trimmingWhiteSpace
        guard Carrier.isCarrier(text) else { return [try LicenseKey(parsing: text).message] }
        let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmingWhiteSpace }
        // A single one may be broken into lines.
        guard lines.allSatisfy({ Carrier.isCarrier($0) }) else {
            return [try Carrier.message(text)]
        }
        var objects: [SignedMessage] = []
        for line in lines { objects.append(try Carrier.message(line)) }
        return objects
    }
}
