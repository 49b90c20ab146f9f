package import COSE
package import LicenseVerifier
package import Terminal

/// Signed objects in whatever form they come: a text, a file of text or bytes, a license file with
/// several, a mail or a page around them.
///
/// What has nothing to do with licenses is told apart from what was damaged on its way: a stick holds
/// both, and only the second needs a person.
package enum ObjectInput {
    /// What a text or a file turned out to be.
    package enum Found {
        /// Signed objects, of which only the form was checked.
        case objects(ReadObjects)
        /// Something else, which looks like this.
        case foreign(String)
    }

    /// All objects of a text, or of the file that it names.
    package static func objects(_ given: String) throws -> [SignedMessage] {
        try read(given).messages
    }

    /// The only object of a text, or of the file that it names.
    package static func message(_ given: String) throws -> SignedMessage { try only(given).message }

    /// The only object, and what was mended to read it.
    package static func only(_ given: String) throws -> (message: SignedMessage, repairs: Repairs) {
        let found = try read(given)
        guard found.messages.count == 1, let only = found.messages.first else {
            throw CommandFailure(
                .malformed,
                "there are \(found.messages.count) objects in \(quoted(given)), not one",
                nextStep: "give what the other side's command printed")
        }
        return (only, found.repairs)
    }

    /// What a text is, or the file that it names; throws for an object that is damaged.
    package static func found(_ given: String) throws -> Found {
        let file = InputFile(path: given)
        guard file.exists else { return .objects(try typed(given)) }
        if file.isDirectory { return .foreign("a directory") }
        if let size = file.size, size > Limits.maxFileBytes {
            return .foreign("a file of \(size) bytes")
        }
        return try found(in: file.bytes(limit: Limits.maxFileBytes))
    }

    private static func read(_ given: String) throws -> ReadObjects {
        switch try found(given) {
        case .objects(let found):
            if let fault = found.faults.first { throw fault }
            found.repairs.tell()
            return found
        case .foreign(let looks):
            throw CommandFailure(
                .malformed, code: "object.foreign",
                "\(InputFile(path: given).name) is not a signed object; it looks like \(looks)",
                nextStep: "give the file as the other side made it")
        }
    }

    private static func found(in bytes: [UInt8]) throws -> Found {
        if LicenseFile.isLicenseFile(bytes) { return .objects(try licenseFile(bytes)) }
        if bytes.starts(with: [0xd2, 0x84]) {
            do throws(COSEError) {
                return .objects(
                    ReadObjects(
                        try SignedMessage.sequence(
                            bytes, maxPayload: VerifiedAffirmationList.maxPayload)))
            } catch {
                throw damaged(error)
            }
        }
        guard bytes.count <= ReceivedText.maxBytes else {
            return .foreign(ForeignInput(bytes)?.name ?? "a file of \(bytes.count) bytes")
        }
        let reading = ReceivedText.read(bytes)
        if reading.isLikeObject { return .objects(try objects(of: reading, in: bytes)) }
        guard !ForeignInput.isEmpty(bytes) else { throw ForeignInput.empty }
        if let foreign = ForeignInput(bytes) { return .foreign(foreign.name) }
        return try found(in: ReceivedText.decoded(bytes))
    }

    /// A license file as it was written, or with the repairs that it needs.
    private static func licenseFile(_ bytes: [UInt8]) throws -> ReadObjects {
        do throws(LicenseError) {
            return ReadObjects(try LicenseFile(parsing: bytes).objects)
        } catch {
            if case .file(.secondBlock) = error { throw error }
            let reading = ReceivedText.read(bytes)
            if !reading.objects.isEmpty, reading.faults.isEmpty { return ReadObjects(reading) }
            if case .message(let error) = error { throw damaged(error) }
            throw error
        }
    }

    /// What the reader finds nothing in: damaged from its first character, or foreign.
    private static func found(in text: String) throws -> Found {
        if Carrier.isCarrier(text) { return .objects(ReadObjects([try carried(text)])) }
        if text.contains("BEGIN LATCHKEY LICENSE") { throw LicenseError.file(.noBegin) }
        guard isLikeKey(text) else { return .foreign("text of another kind") }
        return .objects(ReadObjects([try LicenseInput.key(from: text).message]))
    }

    private static func typed(_ text: String) throws -> ReadObjects {
        let reading = ReceivedText.read(text)
        if reading.isLikeObject { return try objects(of: reading, in: Array(text.utf8)) }
        if Carrier.isCarrier(text) { return ReadObjects([try carried(text)]) }
        guard isLikeKey(text) || (text.utf8.count > 40 && !text.contains("/")) else {
            throw CommandFailure(
                .noInput, "there is no file \(quoted(text)), and it is not a signed object",
                nextStep: "give the file, the text itself, or - for input")
        }
        return ReadObjects([try LicenseInput.key(from: text).message])
    }

    /// What the reader found; where that is one damaged text alone, its kind is known.
    private static func objects(of reading: Reading, in bytes: [UInt8]) throws -> ReadObjects {
        guard reading.objects.isEmpty, reading.faults.count == 1, let fault = reading.faults.first,
            let text = String(validating: bytes, as: UTF8.self)
        else { return ReadObjects(reading) }
        if isLikeKey(text) { return ReadObjects([try LicenseInput.key(in: text).message]) }
        guard Carrier.isCarrier(text) else { return ReadObjects(reading) }
        let code: String
        switch fault {
        case .stray, .ambiguous, .caseLost, .uneven: code = "object.carrier"
        case .cut, .damaged: code = "object.damaged"
        case .typed, .typedLine, .tooLong, .nothing, .several: return ReadObjects(reading)
        }
        throw CommandFailure(
            .malformed, code: code, fault.description, nextStep: fault.nextStep)
    }

    private static func carried(_ text: String) throws -> SignedMessage {
        do throws(LicenseError) {
            return try Carrier.message(text)
        } catch .message(let error) {
            throw damaged(error)
        } catch .carrier {
            throw CommandFailure(
                .malformed, code: "object.carrier", LicenseError.carrier.description,
                nextStep: "copy the text again, whole")
        }
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

    private static func damaged(_ error: COSEError) -> CommandFailure {
        CommandFailure(
            .malformed, code: "object.damaged", "the signed object is damaged: \(error)",
            nextStep: "copy the file or text again, whole")
    }
}

/// The objects of one text or file, with what was mended to read them.
package struct ReadObjects {
    package let messages: [SignedMessage]
    package let repairs: Repairs
    /// What begins like an object and could not be read.
    package let faults: [CommandFailure]

    /// Objects that came as they were made.
    init(_ messages: [SignedMessage]) {
        self.messages = messages
        repairs = []
        faults = []
    }

    /// What the lenient reader found.
    init(_ reading: Reading) {
        messages = reading.objects.map(\.message)
        // A text as it was made has nothing to tell.
        repairs = reading.repairs
        faults = reading.faults.map { CommandFailure(.malformed, explaining: $0) }
    }
}
