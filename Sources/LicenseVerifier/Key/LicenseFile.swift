public import COSE

/// An armored license file: text for people, then one block of base64 (Token-Format §5).
///
/// ```
/// ACME Studio, for the Example Hospital
/// -----BEGIN LATCHKEY LICENSE-----
/// 0oRQowEyBEiGbu+…
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
        objects.map { $0.header.type }.filter { $0 != .cwt }
    }

    /// Whether a text holds the line that begins a license.
    public static func isLicenseFile(_ text: [UInt8]) -> Bool {
        var lines = Lines(of: text[...])
        return lines.skip(past: Armor.begin) != nil
    }

    /// The armored text, with lines that end in LF.
    ///
    /// - Parameter heading: text for people, written before the block. A line of it that begins
    ///   like the block's is moved in by a space, so that no heading can begin a block.
    public func text(heading: String = "") -> String {
        let body = Base64.encodePadded(objects.flatMap { $0.bytes })
        var text = heading.isEmpty ? "" : Armor.harmless(heading.trimmingWhiteSpace) + "\n"
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

    /// The bytes inside the one block of a text.
    static func decode(_ text: [UInt8]) throws(LicenseError) -> [UInt8] {
        var lines = Lines(of: text[...])
        guard lines.skip(past: begin) != nil else { throw .file(.noBegin) }
        let afterBegin = lines
        guard let bodyEnd = lines.skip(past: end) else { throw .file(.noEnd) }
        let body = afterBegin.ending(at: bodyEnd)
        // A second block may begin inside the first, or after it.
        for part in [body, lines] {
            var part = part
            guard part.skip(past: begin) == nil else {
                throw .file(.secondBlock(line: part.number))
            }
        }
        return try decode(body)
    }

    private static func decode(_ body: Lines) throws(LicenseError) -> [UInt8] {
        var body = body
        var octets: [UInt8] = []
        while let line = body.next() {
            // A full line holds 48 bytes and no padding, so one file has one text.
            guard body.isAtEnd ? (1...lineLength).contains(line.count) : line.count == lineLength,
                body.isAtEnd || line.last != UInt8(ascii: "=")
            else { throw .file(.line(body.number)) }
            do throws(Base64.Failure) {
                octets += try Base64.decodePadded(line)
            } catch {
                throw .file(.line(body.number))
            }
        }
        return octets
    }

    /// Text for people, none of whose lines can be taken for a line of the armor.
    static func harmless(_ text: String) -> String {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { line in (line.starts(with: "-----".utf8) ? " " : "") + String(Substring(line)) }
            .joined(separator: "\n")
    }
}

/// The lines of a text, one after the other: a text of nothing but line feeds takes no memory.
private struct Lines {
    private var rest: ArraySlice<UInt8>
    /// The number of the line read last; the first is line 1.
    private(set) var number = 0

    init(of text: ArraySlice<UInt8>) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next line without its LF or CRLF.
    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[end...].dropFirst()
        number += 1
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    /// Reads up to a wanted line, and that one; gives the index at which it starts.
    mutating func skip(past wanted: String) -> Int? {
        var start = rest.startIndex
        while let line = next() {
            if line.elementsEqual(wanted.utf8) { return start }
            start = rest.startIndex
        }
        return nil
    }

    /// The same lines up to an index.
    func ending(at index: Int) -> Lines {
        var lines = self
        lines.rest = rest[..<index]
        return lines
    }
}
