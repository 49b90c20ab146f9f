import CBOR

extension SignedMessage {
    /// The message in diagnostic notation (RFC 8949 §8), the embedded header and payload as
    /// `<< … >>` where they are CBOR.
    public var diagnostic: String {
        "18([\(Self.embedded(protectedBytes)), {}, \(Self.embedded(unverifiedPayload)), "
            + "h'\(Hexadecimal.encode(signature))'])"
    }

    private static func embedded(_ bytes: ArraySlice<UInt8>) -> String {
        // What is not CBOR of the profile is shown as it is.
        guard
            let item = try? CBORDecoder.decode(
                bytes, limits: CBORLimits(depth: 16, entries: 1024))
        else { return "h'\(Hexadecimal.encode(bytes))'" }
        return "<< \(item.diagnostic) >>"
    }
}
