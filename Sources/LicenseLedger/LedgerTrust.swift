import COSE
public import LicenseSync
public import LicenseVerifier

/// Whom a program trusts, fixed when it is built.
public enum LedgerTrust: Sendable {
    /// Keys of each role; they change with the program only.
    case keys(licenses: TrustedKeys, activations: ActivationKeys, statuses: StatusKeys)
    /// Root keys, which vouch for the keys of each role in trust bundles.
    case root(TrustRoot)
}

/// Whom a ledger trusts now: what the program pins, and the bundles that came since.
struct CurrentTrust: Sendable {
    private let pinned: LedgerTrust
    private(set) var memory: TrustMemory?
    /// The bundles to be kept, oldest first.
    private(set) var bundles: [[UInt8]] = []
    private var newestChangedRoot = false
    private var affirmed: [(list: VerifiedAffirmationList, bytes: [UInt8])] = []

    /// The lists of affirmed licenses to be kept.
    var affirmations: [UInt8] { affirmed.flatMap(\.bytes) }

    /// Takes what a ledger has kept; a bundle that the pinned keys no longer lead to is dropped.
    ///
    /// - Parameter lists: the lists of affirmed licenses, end to end.
    init(_ pinned: LedgerTrust, bundles kept: [[UInt8]], affirmations lists: [UInt8]) {
        self.pinned = pinned
        guard case .root(let root) = pinned else { return }
        memory = TrustMemory(pinning: root)
        for bytes in kept {
            guard
                let messages = try? SignedMessage.sequence(
                    bytes, maxPayload: TrustBundle.maxPayload)
            else { continue }
            // It was not from the future when it was taken.
            try? accept(messages, at: .max)
        }
        let objects = try? SignedMessage.sequence(
            lists, maxPayload: VerifiedAffirmationList.maxPayload)
        for messages in Ledger.inOrder(objects ?? []) { try? accept(affirmation: messages) }
    }

    var newest: VerifiedTrustBundle? { memory?.newest }

    /// Nil while a program that pins root keys has no bundle.
    var licenses: TrustedKeys? {
        switch pinned {
        case .keys(let keys, _, _): keys
        case .root: newest.map { TrustedKeys($0, affirmations: affirmed.map(\.list)) }
        }
    }

    var activations: ActivationKeys? {
        switch pinned {
        case .keys(_, let keys, _): keys
        case .root: newest.map { ActivationKeys($0) }
        }
    }

    var statuses: StatusKeys? {
        switch pinned {
        case .keys(_, _, let keys): keys
        case .root: newest.map { StatusKeys($0) }
        }
    }

    /// The root keys that vouch now; nil for a program that pins keys of each role.
    var root: TrustRoot? { memory?.root }

    /// Takes a newer bundle.
    mutating func accept(_ messages: [SignedMessage], at now: Timestamp) throws(LedgerError) {
        guard var memory else { throw .bundlesNotUsed }
        let before = memory
        do throws(TrustError) {
            try memory.accept(messages, at: now)
        } catch {
            throw .trust(error)
        }
        guard memory != before else { return }
        // What led to the same root keys is not needed to get to the newest bundle again.
        if !bundles.isEmpty, !newestChangedRoot { bundles.removeLast() }
        newestChangedRoot = memory.root != before.root
        bundles.append(Self.signatures(of: before.root.keys + memory.root.keys, in: messages))
        self.memory = memory
    }

    /// The messages that count, each once: what others have added must not fill the disk.
    private static func signatures(
        of roots: [VerificationKey], in messages: [SignedMessage]
    ) -> [UInt8] {
        var left = Set(roots.map(\.keyID))
        return messages.filter { left.remove($0.header.keyID) != nil }.flatMap(\.bytes)
    }

    /// Takes a list of licenses that stay good although their key was stolen.
    mutating func accept(affirmation messages: [SignedMessage]) throws(LedgerError) {
        guard let root else { throw .bundlesNotUsed }
        do throws(TrustError) {
            let list = try root.verifyAffirmation(messages)
            affirmed.removeAll {
                $0.list.organization == list.organization && $0.list.key == list.key
            }
            affirmed.append((list, Self.signatures(of: root.keys, in: messages)))
        } catch {
            throw .trust(error)
        }
    }
}
