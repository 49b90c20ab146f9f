/// A file with a secret that is not a private key of ours: a TLS key, the secrets of webhooks.
package enum SecretFile {
    /// The bytes of a file that nobody but its owner can read or change.
    package static func read(_ path: String, limit: Int) throws(KeyFileError) -> [UInt8] {
        let contents = try OwnerOnlyFile(opening: path).contents(limit: limit)
        return unsafe contents.withUnsafeBytes { unsafe Array($0) }
    }

    /// Its lines, without a byte-order mark, white space around them and empty ones.
    package static func lines(of path: String, limit: Int) throws(KeyFileError) -> [String] {
        let bytes = try read(path, limit: limit)
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = String(
            decoding: bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let first = line.firstIndex(where: { !$0.isWhitespace }),
                let last = line.lastIndex(where: { !$0.isWhitespace })
            else { return nil }
            return String(line[first...last])
        }
    }
}
