import COSESigning

/// The file of settings, which others may read as long as no secret is in it.
public enum SettingFile {
    /// No file of settings is as large as this many bytes.
    static let maxBytes = 1_048_576

    /// Reads the file, without its comments; one with the password of a database must be closed to others.
    public static func read(_ bytes: [UInt8], of path: String) throws -> [UInt8] {
        let text = plain(bytes)
        guard holdsPassword(text) else { return withoutComments(text) }
        return withoutComments(plain(try SecretFile.read(path, limit: maxBytes)))
    }

    /// The text as UTF-8 without a byte-order mark, which editors and shells of Windows write.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
        guard bytes.starts(with: [0xff, 0xfe]), bytes.count.isMultiple(of: 2) else { return bytes }
        let units = stride(from: 2, to: bytes.count, by: 2).map { index in
            UInt16(bytes[index + 1]) << 8 | UInt16(bytes[index])
        }
        // What is not UTF-16 after all is no JSON either.
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) } ?? bytes
    }

    /// Whether there is a URL with a user and a password in it.
    private static func holdsPassword(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\\/", with: "/")
        return text.firstMatch(of: /postgres(ql)?:\/\/[^"@\/]*:[^"@\/]+@/) != nil
            || text.contains(/[?&]password=/)
    }
}
