/// What an input looks like that is not a license.
///
/// A person who offers the wrong file learns which file it is.
package enum ForeignInput: CaseIterable {
    case privateKey, publicKey, certificate, html, json, pdf, zip, gzip, image, binary

    /// Recognizes the first bytes; nil for what may be a damaged license.
    package init?(_ bytes: [UInt8]) {
        let start = bytes.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }.prefix(4096)
        let head = String(decoding: start, as: UTF8.self)
        let lowered = head.prefix(64).lowercased()
        if head.hasPrefix("-----BEGIN "), head.contains("PRIVATE KEY-----") {
            self = .privateKey
        } else if head.hasPrefix("-----BEGIN PUBLIC KEY") {
            self = .publicKey
        } else if head.hasPrefix("-----BEGIN CERTIFICATE") {
            self = .certificate
        } else if lowered.hasPrefix("<!doctype") || lowered.hasPrefix("<html") {
            self = .html
        } else if head.first == "{" || head.first == "[" {
            self = .json
        } else if head.hasPrefix("%PDF-") {
            self = .pdf
        } else if start.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
            self = .zip
        } else if start.starts(with: [0x1f, 0x8b]) {
            self = .gzip
        } else if start.starts(with: [0x89, 0x50, 0x4e, 0x47]) || start.starts(with: [0xff, 0xd8]) {
            self = .image
        } else if start.contains(0) {
            self = .binary
        } else {
            return nil
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
        case .pdf: "a PDF document"
        case .zip: "a ZIP archive"
        case .gzip: "a gzip archive"
        case .image: "a picture"
        case .binary: "binary data"
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
        case .pdf: "copy the license key out of the document"
        case .zip, .gzip: "unpack it, and give the .lic file in it"
        case .image: "scan the code in it, and give the text"
        case .binary: "give the license key, or the .lic file that came with it"
        }
    }
}
