internal import Glibc

/// The passphrase of an encrypted private key: erased when they go out of scope, and impossible
/// to copy, print or encode.
///
/// The bytes are used as they are given; nothing normalizes their Unicode, as the `openssl` tool
/// does not either.
public struct Passphrase: ~Copyable, Sendable {
    /// The most bytes a passphrase may have: what the stock `openssl` tool can read.
    public static let maxBytes = 1023

    let secret: SecretBytes

    /// Takes the bytes of a passphrase; the caller's array is the caller's to erase.
    ///
    /// Throws for none, for more than `maxBytes`, and for a NUL or a line feed among them.
    public init(bytes: [UInt8]) throws(KeyFileError) {
        try self.init(SecretBytes(copying: bytes))
    }

    init(_ secret: consuming SecretBytes) throws(KeyFileError) {
        guard secret.count > 0 else { throw .passphraseEmpty }
        guard secret.count <= Self.maxBytes else { throw .passphraseTooLong(limit: Self.maxBytes) }
        let isClean = unsafe secret.withUnsafeBytes { bytes in
            unsafe !bytes.contains(0) && !bytes.contains(Self.lineFeed)
        }
        guard isClean else { throw .passphraseNotText }
        self.secret = secret
    }

    /// Reads up to the first line feed or the end from an open descriptor, and not one byte more.
    ///
    /// A return before the feed or the end is part of the line end: Windows writes both, and nobody
    /// can type it.
    ///
    /// The descriptor stays open and belongs to the caller.
    public static func read(descriptor: Int32) throws(KeyFileError) -> Passphrase {
        try line(from: descriptor)
    }

    static func line(from descriptor: Int32) throws(KeyFileError) -> Passphrase {
        var secret = SecretBytes(capacity: maxBytes)
        var byte: UInt8 = 0
        while true {
            let count = unsafe Glibc.read(descriptor, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .passphraseUnreadable(errno: errno) }
            if count == 0 || byte == lineFeed { break }
            guard secret.append(byte) else { throw .passphraseTooLong(limit: maxBytes) }
        }
        let endsWithReturn = unsafe secret.withUnsafeBytes { bytes in
            unsafe bytes.last == Self.carriageReturn
        }
        if endsWithReturn { secret.removeLast() }
        return try Passphrase(secret)
    }

    /// Throws for a passphrase that cannot be typed again, with which no new key is encrypted.
    func checkTypable() throws(KeyFileError) {
        let isTypable = unsafe secret.withUnsafeBytes { bytes in unsafe Self.isTypable(bytes) }
        guard isTypable else { throw .passphraseUntypable }
    }

    /// Whether bytes are UTF-8 of characters that people see, or of a blank.
    ///
    /// One character after the other, so that no copy of the passphrase is left behind.
    private static func isTypable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var decoder = UTF8()
        var iterator = unsafe bytes.makeIterator()
        while true {
            switch unsafe decoder.decode(&iterator) {
            case .emptyInput: return true
            case .error: return false
            case .scalarValue(let scalar):
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: return false
                default: break
                }
            }
        }
    }

    static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
