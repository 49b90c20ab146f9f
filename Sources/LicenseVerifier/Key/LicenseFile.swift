public import COSE

/// An armored license file: words for people, then one block of base64 (Token-Format §5).
///
/// ```
/// ACME Studio, for the Example Hospital
/// -----BEGIN LATCHKEY LICENSE-----
/// 0oRQowEyBEiGbu-…
/// -----END LATCHKEY LICENSE-----
/// ```
///
/// The block holds signed objects end to end. Each is checked as if it had come alone; nothing
/// outside the block is looked at, and nothing in it is trusted before it is verified.
public struct LicenseFile: Equatable, Sendable {
    /// The objects, in the order of the file.
    public let objects: [SignedMessage]

    /// A file of these objects.
    public init(_ objects: [SignedMessage]) {
        self.objects = objects
    }

    /// A file that holds one license.
    public init(_ license: VerifiedLicense) {
        objects = [license.message]
    }

    /// Reads the armored text, with lines that end in LF or CRLF.
    public init(parsing text: [UInt8]) throws(LicenseError) {
        guard text.count <= Limits.maxFileBytes else {
            throw .file(.tooLong(count: text.count, limit: Limits.maxFileBytes))
        }
        let octets = try Armor.decode(text)
        guard !octets.isEmpty else { throw .file(.noObjects) }
        do throws(COSEError) {
            objects = try SignedMessage.sequence(octets, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .message(error)
        }
    }

    /// The first license in the file.
    public func license() throws(LicenseError) -> LicenseKey {
        guard let object = objects.first(where: { $0.header.type == .cwt }) else {
            throw .file(.noObjects)
        }
        return try LicenseKey(object)
    }

    /// The types of the objects that this version has no use for.
    public var unknownTypes: [MessageType] {
        objects.map(\.header.type).filter { $0 != .cwt }
    }

    /// Whether a text holds the line that begins a license.
    public static func isLicenseFile(_ text: [UInt8]) -> Bool {
        text.split(whereSeparator: \.isWhiteSpace).count > 2
            && Armor.lines(of: text).contains { Armor.isBegin($0) }
    }

    /// The armored text, with lines that end in LF.
    ///
    /// - Parameter heading: words for people, to stand before the block.
    public func text(heading: String = "") -> String {
        let body = Base64.encodePadded(objects.flatMap(\.bytes))
        var text = heading.isEmpty ? "" : heading.trimmingWhiteSpace + "\n"
        text += Armor.begin + "\n"
        var rest = body.utf8[...]
        while !rest.isEmpty {
            text += String(rest.prefix(Armor.lineLength)).map { $0 + "\n" } ?? ""
            rest = rest.dropFirst(Armor.lineLength)
        }
        return text + Armor.end + "\n"
    }
}

/// The lines around and inside the block (in the manner of RFC 7468 §3).
private enum Armor {
    static let begin = "-----BEGIN LATCHKEY LICENSE-----"
    static let end = "-----END LATCHKEY LICENSE-----"
    static let lineLength = 64

    static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        }
    }

    static func isBegin(_ line: ArraySlice<UInt8>) -> Bool { line.elementsEqual(begin.utf8) }
    static func isEnd(_ line: ArraySlice<UInt8>) -> Bool { line.elementsEqual(end.utf8) }

    /// The bytes inside the one block of a text.
    static func decode(_ text: [UInt8]) throws(LicenseError) -> [UInt8] {
        let lines = lines(of: text)
        guard let first = lines.firstIndex(where: isBegin) else { throw .file(.noBegin) }
        guard let last = lines[first...].firstIndex(where: isEnd) else { throw .file(.noEnd) }
        if let second = lines[(first + 1)...].firstIndex(where: isBegin) {
            throw .file(.secondBlock(line: second + 1))
        }
        var octets: [UInt8] = []
        for index in first + 1..<last {
            octets += try decode(line: lines[index], number: index + 1, isLast: index == last - 1)
        }
        return octets
    }

    private static func decode(
        line: ArraySlice<UInt8>, number: Int, isLast: Bool
    ) throws(LicenseError) -> [UInt8] {
        // A full line holds 48 bytes and no padding, so one file has one text.
        guard isLast ? (1...lineLength).contains(line.count) : line.count == lineLength,
            isLast || line.last != UInt8(ascii: "=")
        else { throw .file(.line(number)) }
        do throws(Base64.Failure) {
            return try Base64.decodePadded(line)
        } catch {
            throw .file(.line(number))
        }
    }
}
