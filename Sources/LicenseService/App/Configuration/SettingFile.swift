import COSESigning

/// The file of settings, which others may read as long as no secret is in it.
public enum SettingFile {
    /// No file of settings is as large as this many bytes.
    static let maxBytes = 1_048_576

    /// Reads the file, without its comments; one with the password of a database must be closed to others.
    public static func read(_ bytes: [UInt8], of path: String) throws -> [UInt8] {
        guard holdsPassword(bytes) else { return withoutComments(bytes) }
        return withoutComments(try SecretFile.read(path, limit: maxBytes))
    }

    /// Whether there is a URL with a user and a password in it.
    private static func holdsPassword(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\\/", with: "/")
        return text.firstMatch(of: /postgres(ql)?:\/\/[^"@\/]*:[^"@\/]+@/) != nil
            || text.contains(/[?&]password=/)
    }
}
