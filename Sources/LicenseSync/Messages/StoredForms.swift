import CBOR
import LicenseVerifier

// Parts of messages as a registry or a ledger keeps them: in the form that they have on the wire.

extension Fingerprint {
    /// The wire form.
    package var encoded: [UInt8] { claim.encoded }

    /// Reads the wire form; nil for anything else.
    package init?(encoded bytes: [UInt8]) {
        guard let item = try? CBORDecoder.decode(bytes[...], limits: storedLimits) else {
            return nil
        }
        self.init(claim: item)
    }
}

extension [Condition] {
    /// The wire form; nil for none.
    package var encoded: [UInt8]? { claim?.encoded }

    /// Reads the wire form; nil for anything else.
    package init?(encoded bytes: [UInt8]) {
        guard let item = try? CBORDecoder.decode(bytes[...], limits: storedLimits) else {
            return nil
        }
        self.init(claim: item)
    }
}

private let storedLimits = CBORLimits(depth: 2, entries: Limits.maxEntries)
