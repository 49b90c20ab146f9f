public import CBOR
public import COSE

/// Why an object is not a status list or delta that a trusted key has signed, or is not to be taken.
public enum StatusError: Error, Equatable, Sendable {
    /// A signed object of another kind.
    case type(MessageType)
    /// No key that is trusted for status lists has this key id.
    case unknownKey(KeyID)
    /// Not a signed message of the profile, or not the key's signature.
    case message(COSEError)
    /// The signed payload is not deterministic CBOR.
    case payload(CBORError)
    /// The signed claims are not a status list's.
    case claims
    /// The statuses do not decompress to exactly one list.
    case compression
    /// The statuses are not those that the claims name.
    case root
    /// Signed outside the window that the trust bundle gives the key.
    case outsideWindow
    /// Another organization's.
    case otherOrganization
    /// Another list of the organization's.
    case otherShard(UInt32)
    /// A staple of another license.
    case otherLicense
    /// Older than the list that is held.
    case rollback(sequence: UInt64, held: UInt64)
    /// As new as the list that is held, and not the same.
    case equivocation(sequence: UInt64)
    /// Signed more than a day ahead of this machine's clock.
    case fromTheFuture(issuedAt: Timestamp)
    /// A delta's changes are not in their one form.
    case changes
    /// A delta for another list than the one that is held.
    case otherList(UInt32)
    /// A delta that begins later than the list that is held.
    case gap(from: UInt64, held: UInt64)
    /// A delta's changes do not lead to the statuses that it was signed for.
    case deltaRoot
    /// Not a file of pages in this version's form.
    case pagesForm
    /// The hashes of a file's pages are not those that were signed for.
    case pagesTable
    /// A page is not the one whose hash the file has.
    case page(Int)
    /// A file of pages ends early or cannot be read.
    case pagesUnreadable(offset: Int)
}

extension StatusError: UnnamedClaimFault {
    package static var malformed: StatusError { .claims }
}

extension StatusError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .type: "status-list.type"
        case .unknownKey: "status-list.unknown-key"
        case .message(.badSignature): "status-list.signature"
        case .message(.noEd25519): MissingEd25519.code
        case .message: "status-list.form"
        case .payload: "status-list.payload"
        case .claims: "status-list.claims"
        case .compression: "status-list.compression"
        case .root: "status-list.root"
        case .outsideWindow: "status-list.window"
        case .otherOrganization: "status-list.other-organization"
        case .otherShard: "status-list.other-shard"
        case .otherLicense: "status-staple.other-license"
        case .rollback: "status-list.rollback"
        case .equivocation: "status-list.equivocation"
        case .fromTheFuture: "status-list.future"
        case .changes: "status-delta.changes"
        case .otherList: "status-delta.other-list"
        case .gap: "status-delta.gap"
        case .deltaRoot: "status-delta.root"
        case .pagesForm: "status-pages.form"
        case .pagesTable: "status-pages.table"
        case .page: "status-pages.page"
        case .pagesUnreadable: "status-pages.unreadable"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .type(.statusDelta): "this is a status delta, not a status list"
        case .type: "this is a signed object of another kind, not a status list"
        case .unknownKey(let keyID):
            "the status list was signed by \(keyID), which is not trusted for it"
        case .message(.badSignature): "the status list's signature is invalid"
        case .message(.noEd25519): MissingEd25519.description
        case .message(let error): "the status list is damaged: \(error)"
        case .payload(let error): "the signed content is malformed: \(error)"
        case .claims: "the signed claims are not those of a status list"
        case .compression: "the statuses are not one complete list"
        case .root: "the statuses are not those that were signed for"
        case .outsideWindow: "the status list was signed when its key was not in use"
        case .otherOrganization: "the status list belongs to another organization"
        case .otherShard(let shard): "this is list \(shard), which the license is not in"
        case .otherLicense: "the staple is for another license"
        case .rollback(let sequence, let held):
            "the status list is number \(sequence), older than number \(held), which is already here"
        case .equivocation(let sequence):
            "two status lists with the number \(sequence) say different things"
        case .fromTheFuture(let issuedAt):
            "the status list was signed on \(issuedAt), which this machine's clock has not reached"
        case .changes: "the changes in the status delta are malformed"
        case .otherList(let shard):
            "the status delta is for list \(shard) at another URI than the list that is here"
        case .gap(let from, let held):
            "the status delta begins at number \(from), and the list here is number \(held)"
        case .deltaRoot: "the status delta does not lead to the statuses that it was signed for"
        case .pagesForm: "this is not a status list in pages that this version can read"
        case .pagesTable: "the pages of the status list are not those that were signed for"
        case .page(let number): "page \(number) of the status list is damaged"
        case .pagesUnreadable(let offset):
            "the pages of the status list cannot be read at byte \(offset)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .type(.statusDelta), .changes, .otherList, .gap, .deltaRoot, .pagesForm, .pagesTable,
            .page, .pagesUnreadable:
            "fetch the full list"
        case .type, .otherOrganization, .otherShard:
            "get this product's status list from its vendor"
        case .otherLicense: "take the one that was made for this license key"
        case .unknownKey: "update this program or its trust bundle; they may know the key"
        case .message(.noEd25519): MissingEd25519.nextStep
        case .message, .payload, .claims, .compression, .root, .outsideWindow:
            "fetch or copy the status list again"
        case .rollback: "keep the newer list; there is nothing to do"
        case .equivocation: "tell the vendor, and keep both files: its status key may be stolen"
        case .fromTheFuture: "set this machine's clock to the correct date and time"
        }
    }
}
