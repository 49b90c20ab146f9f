public import COSE

/// Why a trust bundle is not to be taken.
public enum TrustError: Error, Equatable, Sendable {
    /// Nothing that is signed.
    case empty
    /// A signed object of another kind.
    case type(MessageType)
    /// The signatures are over different bundles.
    case payloadsDiffer
    /// A message is damaged, or a root key's signature does not fit.
    case message(COSEError)
    /// Fewer root keys have signed than must.
    case threshold(signed: Int, needed: Int)
    /// The next root keys have not signed their own appointment.
    case newRoots(signed: Int, needed: Int)
    /// The signed payload is not a sound bundle.
    case bundle
    /// Another organization's.
    case otherOrganization
    /// Older than the bundle that is held.
    case rollback(version: UInt64, held: UInt64)
    /// As new as the bundle that is held, and not the same.
    case equivocation(version: UInt64)
    /// Made more than a day ahead of this machine's clock.
    case fromTheFuture(issuedAt: Timestamp)
}

extension TrustError: UnnamedClaimFault {
    package static var malformed: TrustError { .bundle }
}

extension TrustError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .empty: "trust.empty"
        case .type: "trust.type"
        case .payloadsDiffer: "trust.payloads-differ"
        case .message(.badSignature): "trust.signature"
        case .message(.noEd25519): MissingEd25519.code
        case .message: "trust.form"
        case .threshold: "trust.threshold"
        case .newRoots: "trust.new-roots"
        case .bundle: "trust.bundle"
        case .otherOrganization: "trust.other-organization"
        case .rollback: "trust.rollback"
        case .equivocation: "trust.equivocation"
        case .fromTheFuture: "trust.future"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .empty: "there is no trust bundle"
        case .type: "this is a signed object of another kind, not a trust bundle"
        case .payloadsDiffer: "the signatures belong to different bundles"
        case .message(.badSignature): "a root key's signature on the trust bundle is invalid"
        case .message(.noEd25519): MissingEd25519.description
        case .message(let error): "a message of the trust bundle is damaged: \(error)"
        case .threshold(let signed, let needed):
            "\(signed) of the root keys have signed the trust bundle, and \(needed) are needed"
        case .newRoots(let signed, let needed):
            "\(signed) of the new root keys have signed the trust bundle, and \(needed) are needed"
        case .bundle: "the signed content is not a trust bundle"
        case .otherOrganization: "the trust bundle belongs to another organization"
        case .rollback(let version, let held):
            "the trust bundle is version \(version), older than version \(held), which is already here"
        case .equivocation(let version):
            "two trust bundles of version \(version) say different things"
        case .fromTheFuture(let issuedAt):
            "the trust bundle was made on \(issuedAt), which this machine's clock has not reached"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .empty, .type, .otherOrganization: "get the trust bundle from this product's vendor"
        case .payloadsDiffer: "combine only signatures of the same bundle"
        case .message(.noEd25519): MissingEd25519.nextStep
        case .message, .bundle: "fetch or copy the trust bundle again"
        case .threshold, .newRoots: "have it signed by more of the root keys, with `trust cosign`"
        case .rollback: "keep the newer bundle; there is nothing to do"
        case .equivocation: "tell the vendor, and keep both files: a root key may be stolen"
        case .fromTheFuture: "set this machine's clock to the correct date and time"
        }
    }
}
