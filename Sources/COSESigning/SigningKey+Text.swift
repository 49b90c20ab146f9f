internal import COSE

extension SigningKey {
    /// Signs a text as it is: a raw Ed25519 signature (RFC 8032 §5.1.6), which `openssl pkeyutl
    /// -verify -rawin` checks.
    ///
    /// What a message's signature covers begins with the byte 0x84, an array of four (RFC 9052
    /// §4.4), and no text in UTF-8 does: such a signature never passes for that of a license, a list
    /// or a bundle, whatever the text says.
    public func sign(text: String) throws(SigningKeyError) -> [UInt8] {
        let bytes = Array(text.utf8)
        let signature = try handle.sign(bytes)
        guard verificationKey.isValid(signature: signature[...], over: bytes) == true else {
            throw .faultySignature
        }
        return signature
    }
}
