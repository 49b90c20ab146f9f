public import COSE

extension MessageType {
    /// A trust bundle.
    public static let trustBundle = MessageType.mediaType("application/vnd.latchkey.trust+cwt")
}

/// The root keys that vouch for trust bundles, and how many of them must.
///
/// Compiled into a program, they are the one thing that it trusts without a signature.
public struct TrustRoot: Equatable, Sendable {
    /// The keys; no two with one key id.
    public let keys: [VerificationKey]
    /// How many of them must sign.
    public let threshold: Int

    /// Takes root keys; nil when two have one key id, or the threshold cannot be reached.
    public init?(_ keys: [VerificationKey], threshold: Int) {
        guard Set(keys.map { $0.keyID }).count == keys.count,
            (1...TrustBundle.maxRoots).contains(keys.count),
            (1...keys.count).contains(threshold)
        else { return nil }
        self.keys = keys
        self.threshold = threshold
    }

    /// Takes one root key.
    public init(_ key: VerificationKey) {
        keys = [key]
        threshold = 1
    }

    /// How many of these keys have signed; each counts once, however often it signed.
    ///
    /// A signature in the name of one of them that does not fit is refused and not skipped.
    fileprivate func signatureCount(_ messages: [SignedMessage]) throws(TrustError) -> Int {
        var signers: Set<KeyID> = []
        for message in messages {
            guard let key = keys.first(where: { $0.keyID == message.header.keyID }) else {
                continue
            }
            do throws(COSEError) {
                _ = try message.verified(by: key)
            } catch {
                throw .message(error)
            }
            signers.insert(key.keyID)
        }
        return signers.count
    }
}

extension TrustRoot {
    /// Checks that enough root keys have signed one and the same bundle (Trust-Bundle, verification
    /// steps 1 to 5).
    ///
    /// A bundle that appoints other root keys must be signed by enough of those too, so that nobody
    /// hands over to keys that do not exist.
    public func verify(_ messages: [SignedMessage]) throws(TrustError) -> VerifiedTrustBundle {
        let first = try checkSignatures(messages, type: .trustBundle)
        guard let bundle = TrustBundle(payload: first.unverifiedPayload),
            let next = TrustRoot(bundle.roots, threshold: bundle.threshold)
        else { throw .bundle }
        let signedByNext = try next.signatureCount(messages)
        guard signedByNext >= next.threshold else {
            throw .newRoots(signed: signedByNext, needed: next.threshold)
        }
        return VerifiedTrustBundle(bundle: bundle, nextRoot: next, messages: messages)
    }

    /// Sees that all messages are of one type and over one payload, and that enough of these keys
    /// have signed; gives the first.
    package func checkSignatures(
        _ messages: [SignedMessage], type: MessageType
    ) throws(TrustError) -> SignedMessage {
        guard let first = messages.first else { throw .empty }
        for message in messages {
            guard message.header.type == type else { throw .type(message.header.type) }
            guard message.unverifiedPayload.elementsEqual(first.unverifiedPayload) else {
                throw .payloadsDiffer
            }
        }
        let signed = try signatureCount(messages)
        guard signed >= threshold else { throw .threshold(signed: signed, needed: threshold) }
        return first
    }
}

/// A trust bundle that enough root keys have signed.
///
/// Only `TrustRoot.verify` makes one.
public struct VerifiedTrustBundle: Equatable, Sendable {
    /// What the root keys vouch for.
    public let bundle: TrustBundle
    /// Who vouches for the next one.
    public let nextRoot: TrustRoot
    /// The signed objects.
    public let messages: [SignedMessage]

    fileprivate init(bundle: TrustBundle, nextRoot: TrustRoot, messages: [SignedMessage]) {
        self.bundle = bundle
        self.nextRoot = nextRoot
        self.messages = messages
    }
}
