package import ArgumentParser
package import COSE
package import LicenseVerifier
import Terminal

/// The license that a command is about, as the person gave it.
package struct LicenseInput: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A license key, a .lic file, a text or mail that holds one, or - for standard input.",
            valueName: "license"),
        completion: .file())
    package var license: String?

    package init() {}

    /// Reads the license key out of whatever was given; only its form is checked.
    package func key() throws -> LicenseKey { try read().key }

    /// The license key, and what was mended to read it, which is also said on standard error.
    package func read() throws -> ReadLicense { try Self.read(license ?? "-") }

    /// Reads the license key out of a text, or out of the file that the text names.
    package static func key(from given: String) throws -> LicenseKey { try read(given).key }

    /// Reads the license key out of a text that was read from somewhere.
    package static func key(in text: String) throws -> LicenseKey { try read(text: text).key }

    /// The objects of a license file, if it was one that was given; standard input is not read
    /// again.
    package func objects() throws -> [SignedMessage] {
        let file = InputFile(path: license ?? "-")
        guard !file.isStandardInput, file.exists else { return [] }
        let bytes = try file.bytes(limit: Limits.maxFileBytes)
        if LicenseFile.isLicenseFile(bytes), let whole = try? LicenseFile(parsing: bytes) {
            return whole.objects
        }
        return ReceivedText.read(bytes).objects.filter { $0.prefix == nil }.map(\.message)
    }

    private static func read(_ given: String) throws -> ReadLicense {
        let file = InputFile(path: given)
        let license: ReadLicense
        if file.exists {
            license = try read(file.bytes(limit: Limits.maxFileBytes))
        } else {
            guard mayBeKey(given) else {
                throw CommandFailure(
                    .noInput, "there is no file \(quoted(given)), and it is not a license key",
                    nextStep: "give the license key itself, the name of its file, or - for input")
            }
            license = try read(text: given)
        }
        license.repairs.tell()
        return license
    }

    private static func mayBeKey(_ text: String) -> Bool {
        Carrier.isCarrier(text) || (text.utf8.count > 40 && !text.contains("/"))
            || text.firstIndex(of: "_").map { LicensePrefix(text[..<$0]) != nil } ?? false
            || !ReceivedText.read(text).objects.isEmpty
    }

    private static func read(_ bytes: [UInt8]) throws -> ReadLicense {
        if LicenseFile.isLicenseFile(bytes) {
            do throws(LicenseError) {
                return ReadLicense(try LicenseFile(parsing: bytes).license())
            } catch {
                return try lenient(bytes, orElse: error)
            }
        }
        if bytes.starts(with: [0xd2, 0x84]) { return ReadLicense(try key(octets: bytes)) }
        if let text = String(validating: bytes, as: UTF8.self), let key = try? strict(text) {
            return ReadLicense(key)
        }
        let reading = ReceivedText.read(bytes)
        if let license = reading.license { return ReadLicense(license, reading.repairs) }
        // Of an empty input every verifier says the same, in every language.
        if !reading.isLikeObject, !ForeignInput.isEmpty(bytes),
            let refusal = ForeignInput.refusal(of: bytes, wanted: "a license")
        {
            throw refusal
        }
        return try read(text: ReceivedText.decoded(bytes))
    }

    /// What is not the canonical text is read if that needs no guess.
    private static func lenient(
        _ bytes: [UInt8], orElse error: LicenseError
    ) throws -> ReadLicense {
        let reading = ReceivedText.read(bytes)
        if let license = reading.license { return ReadLicense(license, reading.repairs) }
        if let fault = reading.faults.first { throw CommandFailure(.malformed, explaining: fault) }
        throw error
    }

    private static func strict(_ text: String) throws(LicenseError) -> LicenseKey {
        Carrier.isCarrier(text) ? try LicenseKey(carrier: text) : try LicenseKey(parsing: text)
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

    /// Where the form is wrong, the damage that it took on the way says more than the refusal, and
    /// its place more than that.
    private static func read(text: String) throws -> ReadLicense {
        do throws(LicenseError) {
            return ReadLicense(try strict(text))
        } catch {
            let reading = ReceivedText.read(text)
            if let license = reading.license { return ReadLicense(license, reading.repairs) }
            try refuseSeveral(reading)
            if let damage = KeyDamage(in: text), !damage.isMended {
                throw CommandFailure(
                    .malformed, code: damage.code, damage.description(reading),
                    nextStep: damage.nextStep)
            }
            if text.contains("END LATCHKEY LICENSE") { throw LicenseError.file(.noBegin) }
            guard let fault = reading.faults.first else { throw error }
            // A key alone is refused as the verifier refuses it; only a place says more.
            if !fault.hasStrayCharacter, !text.contains(where: { $0.isWhitespace }) { throw error }
            guard Carrier.isCarrier(text) else {
                throw CommandFailure(.malformed, explaining: fault)
            }
            throw CommandFailure(
                .malformed, code: error.code, fault.description, nextStep: fault.nextStep)
        }
    }

    private static func refuseSeveral(_ reading: Reading) throws {
        guard !reading.objects.isEmpty else { return }
        let keys = reading.objects.filter { (try? $0.license()) != nil }
        if let only = reading.objects.first, keys.isEmpty {
            _ = try only.license()
        }
        throw CommandFailure(
            .malformed, code: "license.several", "there are \(keys.count) license keys in the text",
            nextStep: "give the one that you mean, alone")
    }
}

/// A license key with what was mended to read it.
package struct ReadLicense {
    package let key: LicenseKey
    package let repairs: Repairs

    init(_ key: LicenseKey, _ repairs: Repairs = []) {
        self.key = key
        self.repairs = repairs
    }
}

extension ReadingFault {
    /// Whether one character, whose place is known, is what stops the reader.
    fileprivate var hasStrayCharacter: Bool {
        switch self {
        case .stray, .ambiguous, .caseLost: true
        case .cut, .uneven, .damaged, .typed, .typedLine, .tooLong, .nothing, .several: false
        }
    }
}

extension Repairs {
    /// Says on standard error what was mended, if anything was.
    package func tell() {
        if !isEmpty { Console.remark("repaired: \(self)") }
    }

    /// The names for programs; nil for none, so that a report has no member for it.
    package var report: [String]? { isEmpty ? nil : codes }
}

extension KeyDamage {
    /// What happened to the key, and where, if the reader knows.
    fileprivate func description(_ reading: Reading) -> String {
        guard case .foreignLetter = self, case .stray(_, let position) = reading.faults.first else {
            return description
        }
        return "\(description), in \(position)"
    }

    /// Whether a reader mends it by itself, so that another fault must be what stops it.
    fileprivate var isMended: Bool {
        switch self {
        case .lineBreak, .space, .dash, .invisible, .quoted, .lowerCasePrefix: true
        case .foreignLetter, .padding, .cutEnd: false
        }
    }
}
