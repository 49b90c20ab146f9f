import CBOR

/// The exact bytes that a signature covers (RFC 9052 §4.4), with an empty external_aad.
package enum SigStructure {
    /// `["Signature1", protected, h'', payload]`.
    package static func encode(
        protected: ArraySlice<UInt8>, payload: ArraySlice<UInt8>
    ) -> [UInt8] {
        var encoder = CBOREncoder(capacity: protected.count + payload.count + 24)
        encoder.array(count: 4)
        encoder.text("Signature1")
        encoder.bytes(protected)
        encoder.bytes([])
        encoder.bytes(payload)
        return encoder.bytes
    }

    /// `["Signature1", protected, h'', payload]`.
    package static func encode(protected: [UInt8], payload: [UInt8]) -> [UInt8] {
        encode(protected: protected[...], payload: payload[...])
    }
}
