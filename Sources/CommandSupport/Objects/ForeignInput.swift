import LicenseVerifier
package import Terminal

/// What an input looks like that is not what a command asks for.
///
/// A person who offers the wrong file learns which file it is.
package enum ForeignInput {
    case privateKey, publicKey, certificate, html, json, rtf, pdf, archive(String), office
    case picture(String), program, binary

    /// Recognizes the first bytes, in whatever encoding they are; nil for what may be a damaged text
    /// of ours.
    package init?(_ bytes: [UInt8]) {
        let head = Array(bytes.prefix(Self.sample))
        if let known = Self.signed(head) {
            self = known
            return
        }
        let text = ReceivedText.decoded(head)
        if let known = Self.text(text.trimmingPrefix(while: \.isWhitespace)) {
            self = known
        } else if text.unicodeScalars.contains(where: Self.isNoText) {
            self = .binary
        } else {
            return nil
        }
    }

    /// How many bytes are looked at; even, so that no character of UTF-16 is cut.
    private static let sample = 4096

    /// How the files of other programs begin.
    private static let signatures: [(start: [UInt8], what: ForeignInput)] = [
        ([0x89, 0x50, 0x4e, 0x47], .picture("PNG")),
        ([0xff, 0xd8, 0xff], .picture("JPEG")),
        (Array("GIF8".utf8), .picture("GIF")),
        ([0x49, 0x49, 0x2a, 0], .picture("TIFF")),
        ([0x4d, 0x4d, 0, 0x2a], .picture("TIFF")),
        (Array("%PDF-".utf8), .pdf),
        ([0x50, 0x4b, 0x03, 0x04], .archive("ZIP")),
        ([0x1f, 0x8b], .archive("gzip")),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .archive("7z")),
        (Array("Rar!".utf8), .archive("RAR")),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .archive("xz")),
        ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], .office),
        (Array("{\\rtf".utf8), .rtf),
        ([0x7f, 0x45, 0x4c, 0x46], .program),
        ([0x4d, 0x5a, 0x90, 0], .program),
    ]

    private static func signed(_ head: [UInt8]) -> ForeignInput? {
        if let known = signatures.first(where: { head.starts(with: $0.start) }) {
            guard case .archive("ZIP") = known.what else { return known.what }
            // Documents of office programs are archives, and this is the first name in them.
            return head.dropFirst(30).starts(with: Array("[Content_Types].xml".utf8))
                ? .office : known.what
        }
        // These have their size in front of their name.
        let name = String(decoding: head.dropFirst(4).prefix(8), as: UTF8.self)
        if head.starts(with: Array("RIFF".utf8)), name.hasSuffix("WEBP") { return .picture("WebP") }
        if ["ftypheic", "ftypheix", "ftypmif1"].contains(name) { return .picture("HEIC") }
        let isBitmap =
            head.starts(with: Array("BM".utf8))
            && head.dropFirst(6).prefix(4).allSatisfy { $0 == 0 }
        return isBitmap ? .picture("BMP") : nil
    }

    private static func text(_ head: Substring) -> ForeignInput? {
        let lowered = head.prefix(64).lowercased()
        if head.hasPrefix("-----BEGIN "), head.contains("PRIVATE KEY-----") { return .privateKey }
        if head.hasPrefix("-----BEGIN PUBLIC KEY") { return .publicKey }
        if head.hasPrefix("-----BEGIN CERTIFICATE") { return .certificate }
        if lowered.hasPrefix("<!doctype") || lowered.hasPrefix("<html") { return .html }
        return head.first == "{" || head.first == "[" ? .json : nil
    }

    /// Whether it is a control character that no text has; colors of a terminal are let pass, and the
    /// end mark of old editors.
    private static func isNoText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0d, 0x1a, 0x1b: false
        case 0..<0x20: true
        default: false
        }
    }

    /// What it looks like.
    package var name: String {
        switch self {
        case .privateKey: "a private key"
        case .publicKey: "a public key"
        case .certificate: "an X.509 certificate"
        case .html: "a web page"
        case .json: "JSON"
        case .rtf: "a document of a word processor"
        case .pdf: "a PDF document"
        case .archive(let kind): "a \(kind) archive"
        case .office: "a document of an office program"
        case .picture(let kind): "a \(kind) picture"
        case .program: "a program"
        case .binary: "binary data, not text"
        }
    }

    /// What the person can do about it.
    package var nextStep: String {
        switch self {
        case .privateKey: "keep that file to yourself, and give the license key instead"
        case .publicKey: "give it as --key, and the license key as the argument"
        case .certificate: "give the license key, or the .lic file that came with it"
        case .html: "open the page in a browser and copy the license key from it"
        case .json: "give the value of its \"key\" member alone"
        case .rtf, .pdf, .office: "copy the license key out of the document"
        case .archive: "unpack it, and give the .lic file in it"
        case .picture: "scan the code in it, and give the text"
        case .program, .binary: "give the license key, or the .lic file that came with it"
        }
    }
}

extension ForeignInput {
    /// Why some bytes cannot be what a command asks for: nobody gave anything, or it is a file of
    /// another kind; nil for what may be damaged.
    ///
    /// - Parameters:
    ///   - wanted: What is asked for, such as `a license`.
    ///   - nextStep: Where to find it; where nil, what can be done with the file that was given.
    package static func refusal(
        of bytes: [UInt8], wanted: String, nextStep: String? = nil
    ) -> CommandFailure? {
        if isEmpty(bytes) { return empty }
        guard let foreign = ForeignInput(bytes), foreign.name != wanted else { return nil }
        return CommandFailure(
            .malformed, "this is not \(wanted); it looks like \(foreign.name)",
            nextStep: nextStep ?? foreign.nextStep)
    }

    /// Whether there is nothing in an input, or nothing that could be seen.
    package static func isEmpty(_ bytes: [UInt8]) -> Bool {
        // Whoever has that much has something.
        bytes.count <= sample && ReceivedText.trimmed(ReceivedText.decoded(bytes)).isEmpty
    }

    /// Every command says so of an empty input, but for a license's: there the verifier does.
    package static var empty: CommandFailure {
        CommandFailure(
            .malformed, code: "object.empty", "the input is empty",
            nextStep: "copy the file or text again, whole")
    }
}
