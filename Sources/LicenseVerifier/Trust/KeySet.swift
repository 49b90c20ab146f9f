package import COSE

/// The public keys that a program trusts for one role, pinned or out of a trust bundle.
///
/// What each role's keys may sign is the business of `TrustedKeys`, `StatusKeys` and
/// `ActivationKeys`; how a key is found, and when it was in use, is said here once.
package struct KeySet: Sendable {
    /// One key with what limits it.
    package enum Entry: Sendable {
        /// Compiled into the program, for any time.
        case pinned(VerificationKey)
        /// Vouched for by a trust bundle.
        case bundled(BundleKey)

        /// The public key.
        package var key: VerificationKey {
            switch self {
            case .pinned(let key): key
            case .bundled(let entry): entry.key
            }
        }

        /// Whether a moment lies in the key's window; a pinned key has none.
        package func covers(_ moment: Timestamp) -> Bool {
            switch self {
            case .pinned: true
            case .bundled(let entry): entry.covers(moment)
            }
        }
    }

    private let entries: [KeyID: Entry]
    /// The bundle that names the keys; nil for pinned ones.
    package let bundle: TrustBundle?

    /// Pins one key.
    package init(pinning key: VerificationKey) {
        entries = [key.keyID: .pinned(key)]
        bundle = nil
    }

    /// Pins keys; nil when two of them have one key id, so that none can hide another.
    package init?(pinning keys: [VerificationKey]) {
        var entries: [KeyID: Entry] = [:]
        for key in keys {
            let previous = entries.updateValue(.pinned(key), forKey: key.keyID)
            guard previous == nil || previous?.key == key else { return nil }
        }
        self.entries = entries
        bundle = nil
    }

    /// Takes all keys of a bundle, whatever their roles; no two of them have one key id.
    package init(_ bundle: VerifiedTrustBundle) {
        var entries: [KeyID: Entry] = [:]
        for key in bundle.bundle.keys { entries[key.key.keyID] = .bundled(key) }
        self.entries = entries
        self.bundle = bundle.bundle
    }

    /// The key of an id, if there is one.
    package subscript(id: KeyID) -> Entry? { entries[id] }

    /// The key of an id that may sign in a role now: not one of another role, nor a stolen one.
    package func key(_ id: KeyID, as role: KeyRole) -> Entry? {
        switch entries[id] {
        case .pinned(let key): .pinned(key)
        case .bundled(let key) where key.role == role && key.compromisedAt == nil: .bundled(key)
        case .bundled, nil: nil
        }
    }
}
