public import COSE
public import COSESigning
public import LicenseVerifier

/// A trust bundle on its way from a draft to enough signatures.
///
/// Each holder of a root key signs on a machine of their own; what travels is the draft, or the
/// signatures so far. Nothing in either is secret.
public struct TrustCeremony: Equatable, Sendable {
    /// What is being signed.
    public let bundle: TrustBundle
    /// The signatures so far; none for a draft.
    public private(set) var messages: [SignedMessage]

    /// Begins with a draft; throws for one that no verifier would take.
    public init(draft bundle: TrustBundle) throws(IssuerError) {
        guard TrustBundle(payload: bundle.payload[...]) == bundle else { throw .trustBundle }
        self.bundle = bundle
        messages = []
    }

    /// Takes the bytes of a draft, or of signatures end to end.
    public init(_ bytes: [UInt8]) throws(IssuerError) {
        if let bundle = TrustBundle(payload: bytes[...]) {
            self.bundle = bundle
            messages = []
            return
        }
        // Whatever is neither is refused alike: it was not made by this program.
        guard
            let messages = try? SignedMessage.sequence(bytes, maxPayload: TrustBundle.maxPayload),
            let first = messages.first,
            messages.allSatisfy({
                $0.header.type == .trustBundle
                    && $0.unverifiedPayload.elementsEqual(first.unverifiedPayload)
            }), let bundle = TrustBundle(payload: first.unverifiedPayload)
        else { throw .trustBundle }
        self.bundle = bundle
        self.messages = messages
    }

    /// The bytes that travel.
    public var bytes: [UInt8] {
        messages.isEmpty ? bundle.payload : messages.flatMap(\.bytes)
    }

    /// Adds a signature; a key that has signed already changes nothing.
    public mutating func sign(by key: borrowing SigningKey) throws(IssuerError) {
        let keyID = key.verificationKey.keyID
        guard !messages.contains(where: { $0.header.keyID == keyID }) else { return }
        do throws(SigningKeyError) {
            messages.append(try key.sign(payload: bundle.payload, type: .trustBundle))
        } catch {
            throw .signing(error)
        }
    }
}
