public import COSE
public import COSESigning
import Dispatch
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Synchronization

/// The keys that a service signs with, opened.
///
/// A class because private keys cannot be copied and many requests sign with them at once. Devices
/// refuse what a key signs that the vendor's trust bundle takes away, so it signs nothing more here
/// either.
public final class ServiceKeys: Sendable {
    private let answers: SigningKey
    private let lists: SigningKey
    /// Mints licenses, where the service may.
    public let minting: MintingKey?
    /// What vendors say of the keys, by the file of `trust.bundle`.
    private let bundles = Mutex<[Int: ServedBundle]>([:])

    /// Takes the keys over.
    ///
    /// - Parameters:
    ///   - answers: of the role `activate`: signs certificates and receipts.
    ///   - lists: of the role `status`: signs status lists.
    ///   - minting: of the role `issue`; without one the service mints nothing.
    public init(
        answers: consuming SigningKey, lists: consuming SigningKey, minting: MintingKey? = nil
    ) {
        self.answers = answers
        self.lists = lists
        self.minting = minting
    }

    /// The public half of the key for answers.
    public var answerKey: VerificationKey { answers.verificationKey }
    /// The public half of the key for lists.
    public var listKey: VerificationKey { lists.verificationKey }

    /// Keeps to what a trust bundle says of the keys.
    ///
    /// - Parameter file: which of the files of `trust.bundle` it is; another bundle of it is forgotten.
    func heed(_ bundle: ServedBundle, from file: Int = 0) {
        bundles.withLock { $0[file] = bundle }
    }

    /// The bundle by which an organization's devices know the keys; the first for one that has none.
    private func bundle(of organization: OrganizationID) -> ServedBundle? {
        bundles.withLock { bundles in
            bundles.values.first { $0.bundle.organization == organization } ?? bundles[0]
        }
    }

    /// Why the key for a role must not sign now; nil where nothing speaks against it.
    ///
    /// The first bundle says so, whose organization is the service's own vendor: what a further one says
    /// must not end what is signed for others.
    func fault(of role: ServiceKeyRole, at now: Timestamp) -> IssuerFault? {
        guard let bundle = bundles.withLock({ $0[0] }) else { return nil }
        return bundle.fault(of: key(of: role).keyID, as: role.keyRole, at: now)
    }

    /// The same for what is signed for one organization, whose own bundle may say more.
    func fault(
        of role: ServiceKeyRole, for organization: OrganizationID, at now: Timestamp
    ) -> IssuerFault? {
        if let fault = fault(of: role, at: now) { return fault }
        return bundle(of: organization)?.fault(
            of: key(of: role).keyID, as: role.keyRole, at: now)
    }

    /// The public half of the key for a role.
    func key(of role: ServiceKeyRole) -> VerificationKey {
        switch role {
        case .answers: answerKey
        case .lists: listKey
        }
    }

    /// Whether devices that have the bundle refuse a list, and would take one that the key signs now.
    func mustReplace(_ list: VerifiedStatusList, at now: Timestamp) -> Bool {
        guard let bundle = bundle(of: list.claims.organization),
            let window = bundle.listWindow(of: listKey.keyID), window.start <= now, now < window.end
        else { return false }
        return !bundle.takes(list.claims, signedBy: list.message.header.keyID)
    }

    /// The number below which devices that have the bundle take no list of a shard.
    func listFloor(_ shard: UInt32, of organization: OrganizationID) -> UInt64 {
        guard let bundle = bundle(of: organization)?.bundle, bundle.organization == organization
        else { return 0 }
        return bundle.listFloors[shard] ?? 0
    }

    func sign(_ draft: ReceiptDraft) throws(SyncError) -> SignedMessage {
        try draft.signed(by: answers)
    }

    /// Signs answers on all cores; that is most of what a batch of them costs.
    ///
    /// The last of each core's share is checked as a verifier would, and the others do not leave
    /// before it: a processor that signs wrongly does so more than once.
    func sign(_ drafts: [ReceiptDraft]) -> [Result<SignedMessage, SyncError>] {
        let cores = min(ProcessInfo.processInfo.activeProcessorCount, drafts.count / 8)
        guard cores > 1 else { return signTogether(drafts[...]) }
        let size = (drafts.count + cores - 1) / cores
        let shares = stride(from: 0, to: drafts.count, by: size).map {
            drafts[$0..<min($0 + size, drafts.count)]
        }
        let signed = Mutex<[Int: [Result<SignedMessage, SyncError>]]>([:])
        DispatchQueue.concurrentPerform(iterations: shares.count) { number in
            let results = signTogether(shares[number])
            signed.withLock { $0[number] = results }
        }
        return signed.withLock { signed in shares.indices.flatMap { signed[$0] ?? [] } }
    }

    private func signTogether(
        _ drafts: ArraySlice<ReceiptDraft>
    ) -> [Result<SignedMessage, SyncError>] {
        guard let last = drafts.last else { return [] }
        do throws(SyncError) {
            let checked = try last.signed(by: answers)
            return drafts.dropLast().map(signUnchecked) + [.success(checked)]
        } catch {
            guard case .signing = error else {
                // Only its own contents cannot be said.
                return signTogether(drafts.dropLast()) + [.failure(error)]
            }
            return drafts.map { _ in .failure(error) }
        }
    }

    private func signUnchecked(_ draft: ReceiptDraft) -> Result<SignedMessage, SyncError> {
        do throws(SyncError) {
            return .success(try draft.signedUnchecked(by: answers))
        } catch {
            return .failure(error)
        }
    }

    func sign(
        _ list: StatusListBuilder, sequence: UInt64, base: String, issuedAt: Timestamp,
        expiresAt: Timestamp, timeToLive: Duration
    ) throws(IssuerError) -> VerifiedStatusList {
        try list.signed(
            by: lists, sequence: sequence, base: base, issuedAt: issuedAt,
            expiresAt: expiresAt, timeToLive: timeToLive)
    }

    func staple(
        of list: VerifiedStatusList, for license: VerifiedLicense
    ) throws(IssuerError) -> VerifiedStatusStaple {
        try list.staple(for: license, signedBy: lists)
    }

    func deltas(
        to list: VerifiedStatusList, log: StatusLog
    ) throws(IssuerError) -> [DeltaPeriod: VerifiedStatusDelta] {
        try list.deltas(log: log, signedBy: lists)
    }
}

/// What a key of the service itself signs.
enum ServiceKeyRole: String, CaseIterable, Sendable {
    /// Answers to devices.
    case answers
    /// Status lists.
    case lists

    /// As a trust bundle calls it.
    var keyRole: KeyRole {
        switch self {
        case .answers: .activate
        case .lists: .status
        }
    }
}
