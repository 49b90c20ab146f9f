/// An Ed25519 private key that signs webhook messages, and nothing else.
///
/// A type of its own: a `SigningKey` signs only what names its kind in a header, and this one signs
/// any bytes, so neither can be made to do the other's work.
public struct WebhookKey: ~Copyable, Sendable {
    /// The 32 bytes of the public half.
    public let publicKey: [UInt8]

    private let handle: PrivateKeyHandle

    /// Takes a seed of 32 bytes (RFC 8032 §5.1.5), or a seed and the public half behind it.
    ///
    /// Throws `seedLength` for any other number of bytes, and `faultySignature` for a public half that
    /// belongs to another seed.
    public init(secret: [UInt8]) throws(SigningKeyError) {
        guard secret.count == 32 || secret.count == 64 else { throw .seedLength(secret.count) }
        let handle = try PrivateKeyHandle(seed: Array(secret.prefix(32)))
        let publicKey = try handle.publicKey()
        guard secret.count == 32 || Array(secret.suffix(32)) == publicKey else {
            throw .faultySignature
        }
        self.handle = handle
        self.publicKey = publicKey
    }

    /// The 64 bytes of a signature over a message (RFC 8032 §5.1.6).
    public func signature(of message: [UInt8]) throws(SigningKeyError) -> [UInt8] {
        try handle.sign(message)
    }
}
