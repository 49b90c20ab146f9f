public import COSE

/// An Ed25519 private key: it can sign, and it cannot be copied, printed or encoded.
///
/// The private bytes stay inside libcrypto, or inside the device behind a `pkcs11:` URI, and are
/// erased and freed when the key goes out of scope.
@safe public struct SigningKey: ~Copyable, Sendable {
    /// The public half, under which this key's signatures verify.
    public let verificationKey: VerificationKey

    let handle: PrivateKeyHandle

    private init(_ handle: consuming PrivateKeyHandle, _ verificationKey: VerificationKey) {
        self.handle = handle
        self.verificationKey = verificationKey
    }

    /// Takes a private key of any origin and sees that its halves fit together.
    static func checked(
        _ handle: consuming PrivateKeyHandle
    ) throws(SigningKeyError) -> SigningKey {
        let publicHalf = try publicHalf(of: handle)
        let key = SigningKey(handle, publicHalf)
        try key.checkPair()
        return key
    }

    /// Draws a new key from libcrypto's generator.
    public static func generate() throws(SigningKeyError) -> SigningKey {
        try checked(PrivateKeyHandle.generated())
    }

    /// Derives the key of a 32-byte seed (RFC 8032 §5.1.5): for published vectors and test keys.
    public static func derive(seed: [UInt8]) throws(SigningKeyError) -> SigningKey {
        try checked(PrivateKeyHandle(seed: seed))
    }

    /// Signs a payload and verifies the signature before it leaves (RFC 9052 §4.4).
    ///
    /// Costs one signature and one verification.
    public func sign(
        payload: [UInt8], type: MessageType, algorithm: Algorithm = .ed25519
    ) throws(SigningKeyError) -> SignedMessage {
        let message = try signUnchecked(payload: payload, type: type, algorithm: algorithm)
        try check(message)
        return message
    }

    /// Signs a payload without the verification that `sign` adds, for batches that check a sample
    /// with `check`.
    package func signUnchecked(
        payload: [UInt8], type: MessageType, algorithm: Algorithm = .ed25519
    ) throws(SigningKeyError) -> SignedMessage {
        let header = ProtectedHeader(
            algorithm: algorithm, keyID: verificationKey.keyID, type: type)
        let protected = header.encoded
        let signature = try handle.sign(
            SigStructure.encode(protected: protected, payload: payload))
        return SignedMessage(
            header: header, protected: protected, payload: payload, signature: signature)
    }

    /// Verifies a message that this key has signed: a faulty processor or key device shows here
    /// and not at a customer's.
    package func check(_ message: SignedMessage) throws(SigningKeyError) {
        do {
            _ = try message.verified(by: verificationKey)
        } catch {
            throw .faultySignature
        }
    }

    private static func publicHalf(
        of handle: borrowing PrivateKeyHandle
    ) throws(SigningKeyError) -> VerificationKey {
        let bytes = try handle.publicKey()
        do throws(VerificationKeyError) {
            return try VerificationKey(rawRepresentation: bytes)
        } catch {
            throw .publicHalf(error)
        }
    }

    /// Signs a fixed text once, since a public half that belongs to another seed would give the
    /// seed away with every signature (RFC 8032 §8.1 computes with both).
    private func checkPair() throws(SigningKeyError) {
        try check(signUnchecked(payload: Array("pairwise consistency".utf8), type: .cwt))
    }
}
