internal import Glibc

/// Why a private key or its passphrase could not be written or read.
///
/// Paths are the caller's own; nothing of a file's content is in an error.
public enum KeyFileError: Error, Equatable, Sendable {
    /// There is something at the path already, and a key is never overwritten.
    case exists(path: String)
    /// The system does not open the file.
    case cannotOpen(path: String, errno: Int32)
    /// The system does not read the file.
    case cannotRead(path: String, errno: Int32)
    /// The system does not write the file; nothing was left at the path.
    case cannotWrite(path: String, errno: Int32)
    /// A directory, a pipe or a device.
    case notRegularFile(path: String)
    /// Larger than any key.
    case tooLarge(path: String, limit: Int)
    /// Group or others may read, write or execute the file.
    case openToOthers(path: String)
    /// The file belongs to another user.
    case otherOwner(path: String)
    /// Others may write in a directory of keys, of a registry or of a ledger, or rename it.
    case directoryOpenToOthers(path: String)
    /// Such a directory, or one above it, belongs to another user.
    case directoryOfOther(path: String)

    /// No private key in PEM form is there.
    case noKey(source: String)
    /// More than one key or other object is there.
    case severalKeys(source: String)
    /// A public key where the private key belongs.
    case publicKey(path: String)
    /// A certificate where the private key belongs.
    case certificate(path: String)
    /// A private key in the form of OpenSSH.
    case openSSH(path: String)
    /// A private key of another kind, named as libcrypto names it.
    case notEd25519(source: String, type: String)
    /// The label is that of a private key, and what follows is not one.
    case damaged(path: String)
    /// Encrypted in another way than PBES2 with PBKDF2 or scrypt and AES-CBC, or at a cost without
    /// bound.
    case unsupportedEncryption(path: String)
    /// The passphrase does not open the key.
    ///
    /// The encryption has no checksum of its own, so that damage inside the encrypted part looks
    /// the same.
    case wrongPassphrase(source: String)
    /// The key was found and is not fit to sign, or not to be written.
    case key(source: String, SigningKeyError)

    /// The text is not a URI.
    case notURI
    /// A `file:` URI; files are named by their paths.
    case fileURI
    /// A PIN is in the URI, where every user of the machine can see it.
    case secretInURI
    /// No OpenSSL provider on this machine loads URIs of the scheme.
    case noLoader(scheme: String)

    /// The passphrase is empty.
    case passphraseEmpty
    /// The passphrase is longer than any tool reads.
    case passphraseTooLong(limit: Int)
    /// A NUL or a line feed is in the passphrase.
    case passphraseNotText
    /// A control character, a byte-order mark or another character that nobody sees is in the
    /// passphrase of a key that is being made, or it is not UTF-8.
    case passphraseUntypable
    /// The descriptor of the passphrase cannot be read.
    case passphraseUnreadable(errno: Int32)
    /// The two entries of a new passphrase are not the same.
    case passphrasesDiffer
    /// There is no terminal to ask at.
    case noTerminal(errno: Int32)
    /// A signal ended the entry of a passphrase.
    case interrupted(signal: Int32)
}

extension KeyFileError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .exists(let path): "\(Self.quoted(path)) exists, and a key is never overwritten"
        case .cannotOpen(let path, let errno):
            "cannot open \(Self.quoted(path)): \(Self.reason(errno))"
        case .cannotRead(let path, let errno):
            "cannot read \(Self.quoted(path)): \(Self.reason(errno))"
        case .cannotWrite(let path, let errno):
            "cannot write \(Self.quoted(path)): \(Self.reason(errno))"
        case .notRegularFile(let path): "\(Self.quoted(path)) is not a regular file"
        case .tooLarge(let path, let limit):
            "\(Self.quoted(path)) is larger than \(limit) bytes, too large for a key file"
        case .openToOthers(let path): "other users have access to \(Self.quoted(path))"
        case .otherOwner(let path): "\(Self.quoted(path)) belongs to another user"
        case .directoryOpenToOthers(let path):
            "other users may write in the directory \(Self.quoted(path))"
        case .directoryOfOther(let path):
            "the directory \(Self.quoted(path)) belongs to another user"
        case .noKey(let source): "there is no PEM private key in \(Self.quoted(source))"
        case .severalKeys(let source): "\(Self.quoted(source)) holds more than one key"
        case .publicKey(let path):
            "\(Self.quoted(path)) is a public key; the private key is needed here"
        case .certificate(let path):
            "\(Self.quoted(path)) is a certificate; the private key is needed here"
        case .openSSH(let path): "\(Self.quoted(path)) is a private key in OpenSSH's own format"
        case .notEd25519(let source, let type):
            "the private key in \(Self.quoted(source)) is of type \(type), not Ed25519"
        case .damaged(let path): "the private key in \(Self.quoted(path)) is damaged"
        case .unsupportedEncryption(let path):
            "\(Self.quoted(path)) is encrypted in a way that is not supported"
        case .wrongPassphrase(let source): "the passphrase does not open \(Self.quoted(source))"
        case .key(let source, let error):
            "the private key in \(Self.quoted(source)) cannot be used: \(error)"
        case .notURI: "the name of the key is not a URI"
        case .fileURI: "a key file is named by its path, not by a file: URI"
        case .secretInURI: "the URI carries a PIN, which every user of this machine could see"
        case .noLoader(let scheme): "OpenSSL has no provider here that loads \(scheme): keys"
        case .passphraseEmpty: "the passphrase is empty"
        case .passphraseTooLong(let limit): "the passphrase has more than \(limit) bytes"
        case .passphraseNotText: "the passphrase contains a NUL or a line feed"
        case .passphraseUntypable:
            "the passphrase has a character that nobody can type, or is not UTF-8"
        case .passphraseUnreadable(let errno):
            "cannot read the passphrase: \(Self.reason(errno))"
        case .passphrasesDiffer: "the two passphrases differ"
        case .noTerminal(let errno):
            "there is no terminal to ask for the passphrase: \(Self.reason(errno))"
        case .interrupted: "the passphrase was not entered"
        }
    }

    private static func reason(_ errno: Int32) -> String {
        guard let text = unsafe strerror(errno) else { return "error \(errno)" }
        return unsafe String(cString: text)
    }

    /// A name in quotes, short and without characters that would steer a terminal.
    private static func quoted(_ name: String) -> String {
        let printable = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        var text = String(String.UnicodeScalarView(printable.prefix(maxQuotedLength)))
        if printable.count > maxQuotedLength { text += "…" }
        return "'\(text)'"
    }

    /// A path as a word of a shell's command line.
    private static func shellQuoted(_ path: String) -> String {
        let word = quoted(path).dropFirst().dropLast()
        let parts = word.split(omittingEmptySubsequences: false) { $0 == "'" }
        return "'" + parts.joined(separator: #"'\''"#) + "'"
    }

    private static let maxQuotedLength = 1024
}

extension KeyFileError {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .exists: "key-file.exists"
        case .cannotOpen(_, ENOENT): "key-file.missing"
        case .cannotOpen, .cannotRead: "key-file.unreadable"
        case .cannotWrite: "key-file.unwritable"
        case .notRegularFile: "key-file.not-regular"
        case .tooLarge: "key-file.too-large"
        case .openToOthers: "key-file.open-to-others"
        case .otherOwner: "key-file.other-owner"
        case .directoryOpenToOthers: "directory.open-to-others"
        case .directoryOfOther: "directory.other-owner"
        case .noKey: "key-file.no-key"
        case .severalKeys: "key-file.several-keys"
        case .publicKey: "key-file.public-key"
        case .certificate: "key-file.certificate"
        case .openSSH: "key-file.openssh"
        case .notEd25519: "key-file.kind"
        case .damaged: "key-file.damaged"
        case .unsupportedEncryption: "key-file.encryption"
        case .wrongPassphrase: "key-file.wrong-passphrase"
        case .key(_, let error): error.code
        case .notURI, .fileURI: "key-uri.form"
        case .secretInURI: "key-uri.secret"
        case .noLoader: "key-uri.no-loader"
        case .passphraseEmpty: "passphrase.empty"
        case .passphraseTooLong: "passphrase.too-long"
        case .passphraseNotText: "passphrase.not-text"
        case .passphraseUntypable: "passphrase.untypable"
        case .passphraseUnreadable: "passphrase.unreadable"
        case .passphrasesDiffer: "passphrase.differ"
        case .noTerminal: "passphrase.no-terminal"
        case .interrupted: "passphrase.interrupted"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .exists: "choose another path, or move the old key away first"
        case .cannotOpen(_, ENOENT): "check the path"
        case .cannotOpen, .cannotRead: "check the path and the permissions of the file"
        case .cannotWrite: "check the directory, its permissions and the free space"
        case .notRegularFile: "give the path of the file itself; a pipe is given by its descriptor"
        case .tooLarge: "check that the path is that of a private key"
        case .openToOthers(let path): "run: chmod 600 \(Self.shellQuoted(path))"
        case .directoryOpenToOthers(let path): "run: chmod go-w \(Self.shellQuoted(path))"
        case .otherOwner(let path), .directoryOfOther(let path):
            "run this program as the owner, or as root run: chown USER \(Self.shellQuoted(path))"
        case .noKey(let source):
            "check the name; a DER file becomes PEM with: openssl pkey -inform DER -in "
                + Self.shellQuoted(source)
        case .severalKeys: "keep one private key per file, or name the object in the URI"
        case .publicKey, .certificate: "give the file that was written beside it, the private key"
        case .openSSH: "keys for SSH do not sign licenses; make one with `latchkey keys new`"
        case .notEd25519: "use an Ed25519 key; make one with `latchkey keys new`"
        case .damaged: "restore the file from a backup"
        case .unsupportedEncryption(let path):
            "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in \(Self.shellQuoted(path))"
        case .wrongPassphrase:
            "try again; if the passphrase is right, the file is damaged: restore it from a backup"
        case .key(_, let error): error.nextStep
        case .notURI: "write the URI as in pkcs11:token=NAME;object=NAME"
        case .fileURI: "give the path alone"
        case .secretInURI: "leave pin-value out of the URI and give the PIN as the passphrase"
        case .noLoader(let scheme):
            "install the OpenSSL provider for \(scheme) and activate it in openssl.cnf"
        case .passphraseEmpty:
            "enter at least one character; an unencrypted key must be asked for by name"
        case .passphraseTooLong: "choose a shorter passphrase"
        case .passphraseNotText: "choose a passphrase of one line of text"
        case .passphraseUntypable:
            "save the file again as plain text in UTF-8, without a byte-order mark"
        case .passphraseUnreadable: "check that the descriptor is open for reading"
        case .passphrasesDiffer: "enter the same passphrase twice"
        case .noTerminal: "give the passphrase in a file of mode 0600, or by descriptor"
        case .interrupted: "run the command again"
        }
    }
}
