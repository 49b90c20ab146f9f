import COSE
import Foundation
import Hummingbird
import LicenseVerifier
import NIOCore

/// What a browser sent with a form.
struct SubmittedForm: Sendable {
    struct File: Sendable {
        let name: String
        let content: [UInt8]
    }

    /// The most fields that are read.
    static let maxFields = 200

    private(set) var fields: [(name: String, value: String)] = []
    private(set) var files: [String: File] = [:]

    init() {}

    /// The fields of a row, as if somebody had typed them into a form.
    init(fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// Reads a body of either of the types that browsers send.
    init(_ request: Request, _ body: [UInt8]) throws(Problem) {
        if request.hasType("application/x-www-form-urlencoded") {
            self.init(urlEncoded: body)
        } else if let boundary = Self.boundary(request.headers[.contentType] ?? "") {
            try self.init(MultipartBody(body, boundary: boundary))
        } else {
            throw Problem(
                .unsupportedMediaType, "media-type", "the body is not a form that was sent",
                nextStep: "send the form from the page itself")
        }
    }

    init(urlEncoded body: [UInt8]) {
        for pair in body.split(separator: UInt8(ascii: "&")).prefix(Self.maxFields) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            fields.append(
                (Self.decoded(parts[0]), parts.count == 2 ? Self.decoded(parts[1]) : ""))
        }
    }

    private init(_ body: MultipartBody) {
        for part in body.parts.prefix(Self.maxFields) {
            if let file = part.fileName {
                // Browsers send an empty one where no file was chosen.
                if file.isEmpty, part.content.isEmpty { continue }
                files[part.name] = File(name: file, content: part.content)
            } else {
                fields.append((part.name, String(decoding: part.content, as: UTF8.self)))
            }
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                decoded.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    static func boundary(_ type: String) -> String? {
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let range = type.range(of: "boundary=")
        else { return nil }
        let text = type[range.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        return (1...70).contains(text.utf8.count) ? text : nil
    }

    /// A field as it was typed, without white space around it; nil where it is absent or empty.
    subscript(name: String) -> String? {
        let value = (fields.first { $0.name == name }?.value ?? "").trimmingWhiteSpace
        return value.isEmpty ? nil : value
    }

    /// A field as it was sent, for showing it again.
    func raw(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    /// Puts a value in the place of what was sent.
    mutating func set(_ name: String, _ value: String) {
        fields.removeAll { $0.name == name }
        fields.append((name, value))
    }

    /// All values of a name.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func isChecked(_ name: String, _ value: String = "yes") -> Bool {
        fields.contains { $0.name == name && $0.value == value }
    }

    /// One name for one copy of a form with one content: the back button and another word in a
    /// field make another request.
    func copyName(_ body: [UInt8]) -> String? {
        self["form"].map { copy in
            "\(copy.prefix(32)).\(Base64.encodeURL(SHA256.digest(of: body)))"
        }
    }

    /// Whether all that was sent fits into a page.
    var isShownAgain: Bool { ShownText.fitting(fields).count == fields.count }

    /// What a page cannot give back: files, and texts that are longer than a page.
    var unshown: [String] {
        let shown = Set(typed.map(\.name))
        let texts = typedFields.map(\.name).filter { !shown.contains($0) }
        return texts + files.keys.sorted().filter { files[$0]?.name.isEmpty == false }
    }

    private var typedFields: [(name: String, value: String)] {
        fields.filter { field in
            !["token", "form", "of", "version", "link", "api-token"].contains(field.name)
                && !field.value.isEmpty
        }
    }

    /// What somebody typed, without what the service put in itself, as far as a page can show it.
    var typed: [(name: String, value: String)] {
        ShownText.fitting(typedFields)
    }
}
