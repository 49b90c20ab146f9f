import COSE
import LicenseVerifier
import Synchronization

/// The issuing keys that the registry trusts, and licenses that they were seen to have signed.
///
/// A license that comes again costs a hash instead of a signature check. Junk, which never verifies,
/// is never kept.
final class LicenseCache: Sendable {
    private struct State {
        var trusted: TrustedKeys
        var seen: RecentValues<[UInt8], VerifiedLicense>
    }

    private let capacity: Int
    private let state: Mutex<State>

    init(trusting trusted: TrustedKeys, capacity: Int = 16_384) {
        self.capacity = capacity
        state = Mutex(State(trusted: trusted, seen: RecentValues(capacity: capacity)))
    }

    func verify(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        let digest = SHA256.digest(of: key.message.bytes)
        let (known, trusted) = state.withLock { state in
            (state.seen[digest], state.trusted)
        }
        if let known {
            if let prefix = key.prefix, prefix != known.claims.prefix {
                throw .prefixMismatch(text: prefix, signed: known.claims.prefix)
            }
            return known
        }
        let license = try trusted.verify(key)
        state.withLock { $0.seen.remember(license, for: digest) }
        return license
    }

    /// Replaces the keys, and forgets the licenses that the former ones signed.
    func trust(_ keys: TrustedKeys) {
        state.withLock { $0 = State(trusted: keys, seen: RecentValues(capacity: capacity)) }
    }
}
