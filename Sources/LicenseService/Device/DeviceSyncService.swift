import COSE
import HTTPTypes
import LicenseRegistry
public import LicenseSync
import LicenseVerifier

/// How a service answers devices, where licenses leave it open.
public struct DevicePolicy: Sendable {
    /// How long a seat is good without another sync; nil for good.
    public var lease: Duration?
    /// How far ahead of its use a device may count; nil for an even share of the license's units.
    public var allowance: UInt64?
    /// What becomes of a device whose ledger is in use twice.
    public var onFork: ForkPolicy

    /// Leases of thirty days, even shares, and no certificates for copies.
    public init(
        lease: Duration? = .seconds(30 * 86_400), allowance: UInt64? = nil,
        onFork: ForkPolicy = .refuse
    ) {
        self.lease = lease
        self.allowance = allowance
        self.onFork = onFork
    }
}

/// Answers the messages of devices: the rules are LicenseSync's, the registry keeps what they decide.
///
/// Signatures are checked before the registry is asked, except that of the first report of an
/// activation since this node is up, whose key only the registry knows.
final class DeviceSyncService: Sendable {
    let registry: Registry
    let keys: ServiceKeys
    let licenses: LicenseCache
    let lists: PublishedLists
    private let policy: DevicePolicy
    private let pool: BlockingPool
    private let clock: ServiceClock
    private let devices = DeviceKeyCache()
    /// A fleet behind one address comes over in a day; nobody tries out a key space at this pace.
    private let guesses = RateLimit(perSecond: 3, burst: 100)

    init(
        _ registry: Registry, keys: ServiceKeys, licenses: LicenseCache, lists: PublishedLists,
        policy: DevicePolicy, pool: BlockingPool, clock: ServiceClock
    ) {
        self.registry = registry
        self.keys = keys
        self.licenses = licenses
        self.lists = lists
        self.policy = policy
        self.pool = pool
        self.clock = clock
    }

    /// The signed answer to one message.
    ///
    /// - Parameter peer: the address that it came from, for which guessing keys is made slow.
    func answer(_ bytes: [UInt8], from peer: String) async throws -> [UInt8] {
        let message = try SignedMessage(deviceMessage: bytes)
        switch message.header.type {
        case .activationRequest:
            return try await answer(ActivationRequest.verify(message), from: peer)
        case .usageReport: return try await answer(UnverifiedUsageReport(message))
        default:
            throw Problem(
                .unprocessableContent, "message.other-type",
                "this is no request and no report of a device")
        }
    }

    private func answer(
        _ request: VerifiedActivationRequest, from peer: String
    ) async throws -> [UInt8] {
        if case .legacy(let key) = request.request.license {
            return try await exchange(key, request, from: peer)
        }
        // A license that comes along is checked here; only a proof needs the registry for it.
        if case .key(let key) = request.request.license { _ = try licenses.verify(key) }
        return try await pool.run { [self] in
            do {
                let license = try request.license(
                    verifiedBy: { (key) throws(LicenseError) in try licenses.verify(key) },
                    recordedIn: { (id) throws(RegistryError) in try registry.license(id) })
                return try answer(request, about: license)
            } catch MessageRefusal.unknownLicense, MessageRefusal.proof {
                return try refusal(of: request)
            } catch RegistryError.missing(kind: .license) {
                return try refusal(of: request)
            }
        }
    }

    private func answer(
        _ request: VerifiedActivationRequest, about license: VerifiedLicense
    ) throws -> [UInt8] {
        let answer = try registry.answer(
            request, about: license.claims.license, token: license.digest,
            id: .random(), policy: policy(for: license.claims), now: clock.now(),
            sign: keys.sign)
        if let activation = answer.activation {
            devices.remember(activation.device, of: activation.id)
        }
        return answer.receipt
    }

    /// Gives the signed license for a key of another make, with a seat where one is needed.
    ///
    /// Whoever shows such a key is believed, so guessing has to be slow.
    private func exchange(
        _ key: LegacyKey, _ request: VerifiedActivationRequest, from peer: String
    ) async throws -> [UInt8] {
        if let seconds = guesses.take(by: peer) {
            var problem = Problem(
                .tooManyRequests, "too-many-requests", "too many keys are exchanged at once",
                nextStep: "try again after the time in Retry-After")
            problem.retryAfter = max(seconds, 1)
            throw problem
        }
        return try await pool.run { [self] in
            let now = clock.now()
            guard
                let found = try registry.licenseDetails(
                    named: KeyReference(text: key.text), now: now)
            else { return try refusal(of: request) }
            let claims = found.claims
            guard claims.needsActivation else { return try gift(found, request, now) }
            let answer = try registry.answer(
                request, about: claims.license, exchanging: true, id: .random(),
                policy: policy(for: claims), now: now, sign: keys.sign)
            if let activation = answer.activation {
                devices.remember(activation.device, of: activation.id)
            }
            return answer.receipt
        }
    }

    /// The signed license alone: one that is good on any machine, as far as it is good at all.
    private func gift(
        _ license: LicenseDetails, _ request: VerifiedActivationRequest, _ now: Timestamp
    ) throws -> [UInt8] {
        let outcome: SyncOutcome =
            switch license.refusal(at: now) {
            case nil: .accepted
            case .notGranted(.revoked): .revoked
            case .notGranted: .suspended
            default: .expired
            }
        var receipt = Receipt(to: request.digest, outcome, issuedAt: now)
        if outcome == .accepted {
            receipt.replacement = try LicenseKey(license.record.message)
            try registry.exchangeText(of: license.claims.license, now: now)
        }
        return try keys.sign(ReceiptDraft(receipt: receipt)).bytes
    }

    private func refusal(of request: VerifiedActivationRequest) throws -> [UInt8] {
        let receipt = Receipt(to: request.digest, .unknownLicense, issuedAt: clock.now())
        return try keys.sign(ReceiptDraft(receipt: receipt)).bytes
    }

    private func answer(_ report: UnverifiedUsageReport) async throws -> [UInt8] {
        if let device = devices[report.activation] {
            let verified = try report.verified(by: device)
            return try await pool.run { [self] in try answer(verified) }
        }
        return try await pool.run { [self] in
            guard let held = try registry.activation(report.activation) else {
                throw MessageRefusal.unknownActivation(report.activation)
            }
            let verified = try report.verified(by: held.device)
            devices.remember(held.device, of: held.id)
            return try answer(verified)
        }
    }

    private func answer(_ report: VerifiedUsageReport) throws -> [UInt8] {
        try registry.answer(
            report, policyFor: { [self] claims in policy(for: claims) }, now: clock.now(),
            sign: keys.sign
        ).receipt
    }

    private func policy(for claims: LicenseClaims) -> SyncPolicy {
        var policy = SyncPolicy(
            lease: self.policy.lease,
            allowance: AllowancePolicy(
                headroom: self.policy.allowance ?? claims.evenShare, share: 1),
            onFork: self.policy.onFork)
        if let shard = claims.statusIndex?.shard,
            let list = lists[StatusListID(claims.organization, shard)]
        {
            policy.lists.raise(shard, to: list.claims.sequence)
        }
        return policy
    }
}
