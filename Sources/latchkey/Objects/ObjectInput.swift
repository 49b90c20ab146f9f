import COSE
import LicenseVerifier
import Terminal

/// Signed objects in whatever form they come: a text, a file of text or bytes, a license file with
/// several.
///
/// What has nothing to do with licenses is told apart from what was damaged on its way: a stick holds
/// both, and only the second needs a person.
enum ObjectInput {
    /// What a text or a file turned out to be.
    enum Found {
        /// Signed objects, of which only the form was checked.
        case objects([SignedMessage])
        /// Something else, which looks like this.
        case foreign(String)
    }

    /// A few of the largest objects in the carrier form; a longer text is not one of ours.
    private static let maxTextBytes = 4 << 20

    /// All objects of a text, or of the file that it names.
    static func objects(_ given: String) throws -> [SignedMessage] {
        switch try found(given) {
        case .objects(let objects): return objects
        case .foreign(let looks):
            throw CommandFailure(
                .malformed, code: "object.foreign",
                "\(InputFile(path: given).name) is not a signed object; it looks like \(looks)",
                nextStep: "give the file as the other side made it")
        }
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

    /// What a text is, or the file that it names; throws for an object that is damaged.
    static func found(_ given: String) throws -> Found {
        let file = InputFile(path: given)
        guard file.exists else { return .objects([try message(typed: given)]) }
        if file.isDirectory { return .foreign("a directory") }
        if let size = file.size, size > Limits.maxFileBytes {
            return .foreign("a file of \(size) bytes")
        }
        return try found(in: file.bytes(limit: Limits.maxFileBytes))
    }

    private static func found(in bytes: [UInt8]) throws -> Found {
        if LicenseFile.isLicenseFile(bytes) {
            return .objects(
                try whole { () throws(LicenseError) in
                    try LicenseFile(parsing: bytes).objects
                })
        }
        if bytes.starts(with: [0xd2, 0x84]) {
            do throws(COSEError) {
                return .objects(
                    try SignedMessage.sequence(
                        bytes, maxPayload: VerifiedAffirmationList.maxPayload))
            } catch {
                throw damaged(error)
            }
        }
        if let foreign = ForeignInput(bytes) { return .foreign(foreign.name) }
        guard bytes.count <= maxTextBytes else { return .foreign("a file of \(bytes.count) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .foreign("binary data")
        }
        return try found(in: text)
    }

    private static func found(in text: String) throws -> Found {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(
                .malformed, code: "object.empty", "the input is empty",
                nextStep: "copy the file or text again, whole")
        }
        // Several texts, one on a line, as several scans of a camera leave them.
        let lines = text.split(whereSeparator: \.isNewline).filter {
            !$0.allSatisfy(\.isWhitespace)
        }
        if lines.count > 1, lines.allSatisfy({ Carrier.isCarrier(String($0)) }) {
            return .objects(try lines.map { try carried(String($0)) })
        }
        if Carrier.isCarrier(text) { return .objects([try carried(text)]) }
        if text.contains("BEGIN LATCHKEY LICENSE") { throw LicenseError.file(.noBegin) }
        guard isLikeKey(text) else { return .foreign("text of another kind") }
        return .objects([try LicenseInput.key(in: Array(text.utf8)).message])
    }

    private static func message(typed text: String) throws -> SignedMessage {
        if Carrier.isCarrier(text) { return try carried(text) }
        return try LicenseInput.key(from: text).message
    }

    private static func carried(_ text: String) throws -> SignedMessage {
        try whole { () throws(LicenseError) in try Carrier.message(text) }
    }

    /// Whether a text may be a license key, as it was sold or damaged on its way: a prefix, an
    /// underscore and a code, at most broken into long pieces by an e-mail program.
    private static func isLikeKey(_ text: String) -> Bool {
        let marks: Set<Character> = ["\u{feff}", "\"", "'", "`", "<", "(", "“", "„", "«"]
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard let first = parts.first?.drop(while: marks.contains),
            let separator = first.firstIndex(of: "_"), separator != first.startIndex,
            first[..<separator].allSatisfy({ $0.isLetter || $0.isNumber })
        else { return false }
        return parts.dropLast().allSatisfy { $0.count >= 20 }
    }

    /// An object of any kind need not have been a license, so its damage is named without one.
    private static func whole<Value>(
        _ read: () throws(LicenseError) -> Value
    ) throws -> Value {
        do throws(LicenseError) {
            return try read()
        } catch .message(let error) {
            throw damaged(error)
        } catch .carrier {
            throw CommandFailure(
                .malformed, code: "object.carrier", LicenseError.carrier.description,
                nextStep: "copy the text again, whole and on one line")
        }
    }

    private static func damaged(_ error: COSEError) -> CommandFailure {
        CommandFailure(
            .malformed, code: "object.damaged", "the signed object is damaged: \(error)",
            nextStep: "copy the file or text again, whole")
    }
}
