import ArgumentParser
import COSE
import LicenseVerifier
import Terminal

/// The license that a command is about, as the person gave it.
struct LicenseInput: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A license key, a .lic file, or - for standard input.", valueName: "license"),
        completion: .file())
    var license: String?

    /// Reads the license key out of whatever was given; only its form is checked.
    func key() throws -> LicenseKey { try Self.key(from: license ?? "-") }

    /// Reads the license key out of a text, or out of the file that the text names.
    static func key(from given: String) throws -> LicenseKey {
        let file = InputFile(path: given)
        guard !file.exists else { return try key(in: file.bytes(limit: Limits.maxFileBytes)) }
        guard mayBeKey(given) else {
            throw CommandFailure(
                .noInput, "there is no file \(quoted(given)), and it is not a license key",
                nextStep: "give the license key itself, the name of its file, or - for input")
        }
        return try key(text: given)
    }

    /// The objects of a license file, if it was one that was given; standard input is not read
    /// again.
    func objects() throws -> [SignedMessage] {
        let file = InputFile(path: license ?? "-")
        guard !file.isStandardInput, file.exists else { return [] }
        let bytes = try file.bytes(limit: Limits.maxFileBytes)
        return LicenseFile.isLicenseFile(bytes) ? try LicenseFile(parsing: bytes).objects : []
    }

    private static func mayBeKey(_ text: String) -> Bool {
        Carrier.isCarrier(text) || (text.utf8.count > 40 && !text.contains("/"))
            || text.firstIndex(of: "_").map { LicensePrefix(text[..<$0]) != nil } ?? false
    }

    static func key(in bytes: [UInt8]) throws -> LicenseKey {
        if LicenseFile.isLicenseFile(bytes) { return try LicenseFile(parsing: bytes).license() }
        if bytes.starts(with: [0xd2, 0x84]) { return try key(octets: bytes) }
        if let foreign = ForeignInput(bytes) {
            throw CommandFailure(
                .malformed, "this is not a license; it looks like \(foreign.name)",
                nextStep: foreign.nextStep)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .malformed, "this is not a license; it is not text",
                nextStep: "give the license key, or the .lic file that came with it")
        }
        return try key(text: text)
    }

    private static func key(octets: [UInt8]) throws -> LicenseKey {
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
        } catch {
            throw LicenseError.message(error)
        }
        return try LicenseKey(message)
    }

    /// Where the form is wrong, the damage that it took on the way says more than the refusal.
    private static func key(text: String) throws -> LicenseKey {
        do throws(LicenseError) {
            return Carrier.isCarrier(text)
                ? try LicenseKey(carrier: text) : try LicenseKey(parsing: text)
        } catch {
            guard let damage = KeyDamage(in: text) else { throw error }
            throw CommandFailure(
                .malformed, code: damage.code, damage.description, nextStep: damage.nextStep)
        }
    }
}
