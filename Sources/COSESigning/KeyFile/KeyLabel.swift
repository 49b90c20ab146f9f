/// What a PEM file says it holds (RFC 7468 §2), read before libcrypto sees a byte of it.
///
/// Exactly one block of PKCS#8 gets past, so that of all the forms libcrypto knows only two are
/// ever parsed.
enum KeyLabel {
    /// `PRIVATE KEY` (RFC 7468 §10).
    case plain
    /// `ENCRYPTED PRIVATE KEY` (RFC 7468 §11).
    case encrypted

    /// Judges the whole contents of a file.
    init(in contents: borrowing SecretBytes, path: String) throws(KeyFileError) {
        let labels = Self.labels(in: contents)
        for label in labels {
            if let refusal = Self.refusal(of: label, path: path) { throw refusal }
        }
        guard let label = labels.first else { throw .noKey(source: path) }
        guard labels.count == 1 else { throw .severalKeys(source: path) }
        self = label == "PRIVATE KEY" ? .plain : .encrypted
    }

    private static func refusal(of label: String, path: String) -> KeyFileError? {
        switch label {
        case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY": nil
        case "PUBLIC KEY": .publicKey(path: path)
        case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE": .certificate(path: path)
        case "OPENSSH PRIVATE KEY": .openSSH(path: path)
        case "RSA PRIVATE KEY": .notEd25519(source: path, type: "RSA")
        case "EC PRIVATE KEY", "EC PARAMETERS": .notEd25519(source: path, type: "EC")
        case "DSA PRIVATE KEY", "DSA PARAMETERS": .notEd25519(source: path, type: "DSA")
        default: .noKey(source: path)
        }
    }

    /// The labels of all `BEGIN` lines.
    ///
    /// They are looked for anywhere and not only where a line starts, since libcrypto splits long
    /// lines; what it might take for a block is thus always counted here.
    private static func labels(in contents: borrowing SecretBytes) -> [String] {
        let marker = Array("-----BEGIN ".utf8)
        return unsafe contents.withUnsafeBytes { bytes in
            var labels: [String] = []
            var rest = unsafe bytes[...]
            while let dash = unsafe rest.firstIndex(of: UInt8(ascii: "-")) {
                unsafe rest = unsafe rest[dash...]
                guard unsafe rest.starts(with: marker) else {
                    unsafe rest = unsafe rest.dropFirst()
                    continue
                }
                unsafe rest = unsafe rest.dropFirst(marker.count)
                let label = unsafe rest.prefix(maxLabelBytes).prefix { $0 != UInt8(ascii: "-") }
                unsafe labels.append(String(decoding: label, as: UTF8.self))
            }
            return labels
        }
    }

    /// Longer than any label known here, and short enough never to hold much of a key.
    private static let maxLabelBytes = 32
}
