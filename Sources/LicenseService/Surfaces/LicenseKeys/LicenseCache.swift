import COSE
import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The issuing keys that the registry trusts, and licenses that they were seen to have signed.
///
/// A license that comes again costs a hash instead of a signature check. Junk, which never verifies,
/// is never kept.
final class LicenseCache: IssuerTrust {
    private struct State {
        var issuers: IssuingKeys
        /// The same within the bundles of further organizations, by their files.
        var others: [Int: IssuingKeys] = [:]
        var seen: RecentValues<[UInt8], VerifiedLicense>
    }

    private let capacity: Int
    private let state: Mutex<State>

    init(trusting issuers: IssuingKeys, capacity: Int = 16_384) {
        self.capacity = capacity
        state = Mutex(State(issuers: issuers, seen: RecentValues(capacity: capacity)))
    }

    func verify(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        let digest = SHA256.digest(of: key.message.bytes)
        let (known, issuers, others) = state.withLock { state in
            (state.seen[digest], state.issuers, state.others)
        }
        if let known {
            if let prefix = key.prefix, prefix != known.claims.prefix {
                throw .prefixMismatch(text: prefix, signed: known.claims.prefix)
            }
            return known
        }
        let license = try issuers.verify(key)
        // Each vendor speaks of its own licenses.
        for other in others.values
        where other.bundle?.bundle.organization == license.claims.organization {
            _ = try other.verify(key)
        }
        state.withLock { $0.seen.remember(license, for: digest) }
        return license
    }

    /// Replaces the keys, and forgets the licenses that the former ones signed.
    ///
    /// Keys of which two have one id are not taken.
    func trust(_ keys: [SigningKeyRecord]) {
        state.withLock { state in
            guard let issuers = IssuingKeys(keys, within: state.issuers.bundle) else { return }
            let others = state.others.compactMapValues { IssuingKeys(keys, within: $0.bundle) }
            state = State(
                issuers: issuers, others: others, seen: RecentValues(capacity: capacity))
        }
    }

    /// Keeps the keys within what a bundle says of them.
    ///
    /// - Parameter file: which of the files of `trust.bundle` it is; another bundle of it is forgotten.
    func honor(_ bundle: ServedBundle, from file: Int = 0) {
        state.withLock { state in
            guard let issuers = IssuingKeys(state.issuers.records, within: bundle) else { return }
            if file == 0 { state.issuers = issuers } else { state.others[file] = issuers }
            state.seen = RecentValues(capacity: capacity)
        }
    }

    /// What the vendor says of the keys, also while it is not handed out yet; nil for nothing.
    var bundle: ServedBundle? { state.withLock { $0.issuers.bundle } }

    /// What a further organization says of keys in its own bundle; nil for one that has none here.
    func otherBundle(of organization: OrganizationID) -> ServedBundle? {
        state.withLock { state in
            state.others.values.lazy.compactMap(\.bundle).first {
                $0.bundle.organization == organization
            }
        }
    }

    /// The keys that issue for an organization, or did.
    func keys(of organization: OrganizationID) -> [SigningKeyRecord] {
        state.withLock { $0.issuers.records.filter { $0.organization == organization } }
    }

    /// What speaks against a license's key; nil for nothing.
    func fault(of key: LicenseKey) -> IssuerFault? {
        do throws(LicenseError) {
            _ = try verify(key)
        } catch {
            if case .issuer(let fault) = error { return fault }
        }
        return nil
    }
}
