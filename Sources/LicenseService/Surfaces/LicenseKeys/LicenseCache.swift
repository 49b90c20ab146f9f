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
        let (known, issuers) = state.withLock { state in
            (state.seen[digest], state.issuers)
        }
        if let known {
            if let prefix = key.prefix, prefix != known.claims.prefix {
                throw .prefixMismatch(text: prefix, signed: known.claims.prefix)
            }
            return known
        }
        let license = try issuers.verify(key)
        state.withLock { $0.seen.remember(license, for: digest) }
        return license
    }

    /// Replaces the keys, and forgets the licenses that the former ones signed.
    ///
    /// Keys of which two have one id are not taken.
    func trust(_ keys: [SigningKeyRecord]) {
        replace { IssuingKeys(keys, within: $0.bundle) }
    }

    /// Keeps the keys within what a bundle says of them; nil for nothing.
    func honor(_ bundle: ServedBundle) {
        replace { IssuingKeys($0.records, within: bundle) }
    }

    /// What the vendor says of the keys, also while it is not handed out yet; nil for nothing.
    var bundle: ServedBundle? { state.withLock { $0.issuers.bundle } }

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

    private func replace(_ change: (IssuingKeys) -> IssuingKeys?) {
        state.withLock { state in
            guard let issuers = change(state.issuers) else { return }
            state = State(issuers: issuers, seen: RecentValues(capacity: capacity))
        }
    }
}
