import COSE
import HTTPTypes
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Answers the messages of devices: LicenseSync has the rules, the registry keeps what they decide.
///
/// Signatures are checked before the registry is asked, except that of the first report of an
/// activation since this node is up, whose key only the registry knows.
final class DeviceSyncService: Sendable {
    private let activations: Activations
    private let recorded: Licenses
    private let organizations: Organizations
    private let continuity: Continuity
    private let keys: ServiceKeys
    private let licenses: LicenseCache
    private let lists: PublishedLists
    private let enclosures: ReplyEnclosures
    private let policy: DevicePolicy
    private let runtime: ServiceRuntime
    private let queue: DeviceQueue
    private let devices = DeviceKeyCache()
    private let licenseKeys: LicenseKeyService
    /// How many refusals are signed for strangers of one network.
    private let refusals: NetworkLimit

    init(
        _ registry: Registry, keys: ServiceKeys, licenses: LicenseCache, lists: PublishedLists,
        trust: ServedTrust, policy: DevicePolicy, licenseKeys: LicenseKeyService,
        queue: DeviceQueue, limits: RequestLimits, runtime: ServiceRuntime
    ) {
        let registry = registry.acting(as: "latchkeyd")
        activations = registry.activations
        recorded = registry.licenses
        organizations = registry.organizations
        continuity = registry.maintenance.continuity
        self.keys = keys
        self.licenses = licenses
        self.lists = lists
        enclosures = ReplyEnclosures(
            lists: lists, trust: trust, keys: keys, licenses: licenses, clock: runtime.clock)
        self.policy = policy
        self.licenseKeys = licenseKeys
        self.queue = queue
        refusals = NetworkLimit(
            perSecond: limits.missesPerSecond, burst: limits.missesBurst, clock: limits.clock)
        self.runtime = runtime
    }

    /// The longest text in which a message is looked for.
    static let maxTextBytes = 65_536

    /// The message in a text that somebody carried, found where blocking harms nobody.
    func message(in text: [UInt8]) async throws -> Result<SignedMessage, ReadingFault> {
        try await runtime.pool.run {
            Result { () throws(ReadingFault) in try ReceivedText.only(in: text).message }
        }
    }

    /// Whose license a request for an activation is about; nil for whatever does not say so.
    func organization(of text: [UInt8]) async -> OrganizationID? {
        guard text.count <= Self.maxTextBytes else { return nil }
        // What cannot be read is said where it is answered.
        return try? await runtime.pool.run { [self] () throws -> OrganizationID? in
            let message = try ReceivedText.only(in: text).message
            guard message.header.type == .activationRequest else { return nil }
            return try ActivationRequest.verify(message).license(
                verifiedBy: { (key) throws(LicenseError) in try licenses.verify(key) },
                recordedIn: recorded
            ).claims.organization
        }
    }

    /// The signed answer to one message, and what its device needs beside it.
    ///
    /// - Parameter sender: who sent it, for whom guessing keys and ids is made slow.
    func answer(_ bytes: [UInt8], from sender: DeviceSender) async throws -> EnclosedAnswer {
        try sender.check()
        guard keys.fault(of: .answers, at: runtime.clock.now()) == nil else {
            throw Problem(
                .conflict, "service-key-withdrawn",
                "the vendor has withdrawn the key with which this service signs its answers",
                nextStep: "try again once the vendor has given the service another key")
        }
        do {
            return try await decide(bytes, from: sender)
        } catch {
            if Problem(error).status.kind == .clientError { sender.noteWorthless() }
            throw error
        }
    }

    /// Counts a message of a batch that was refused; what a whole request is refused with is counted
    /// where it is answered.
    func count(_ problem: Problem) { runtime.metrics.countRefusal(problem.code) }

    private func decide(_ bytes: [UInt8], from sender: DeviceSender) async throws -> EnclosedAnswer
    {
        let message = try SignedMessage(deviceMessage: bytes)
        switch message.header.type {
        case .activationRequest:
            return try await answer(ActivationRequest.verify(message), from: sender)
        case .usageReport: return try await answer(UnverifiedUsageReport(message), from: sender)
        case .activationCertificate: return try await restore(message)
        default:
            throw Problem(
                .unprocessableContent, "message.other-type",
                "the message is not an activation request or a usage report",
                nextStep: "send what `latchkey request` or `latchkey report` has printed")
        }
    }

    private func answer(
        _ request: VerifiedActivationRequest, from sender: DeviceSender
    ) async throws -> EnclosedAnswer {
        if case .legacy(let key) = request.request.license {
            return try await exchange(key, request, from: sender)
        }
        // A license that comes along is checked here; only a proof needs the registry for it.
        if case .key(let key) = request.request.license { _ = try licenses.verify(key) }
        do {
            let license = try await runtime.pool.run { [self] in
                try request.license(
                    verifiedBy: { (key) throws(LicenseError) in try licenses.verify(key) },
                    recordedIn: recorded)
            }
            return try await answer(
                request, about: license.claims, token: license.digest, isExchange: false)
        } catch MessageRefusal.unknownLicense, MessageRefusal.proof {
            return try refusal(of: request, from: sender)
        } catch RegistryError.missing(kind: .license), RegistryError.tokenUnknown {
            try await keep(request)
            return try refusal(of: request, from: sender)
        }
    }

    private func answer(
        _ request: VerifiedActivationRequest, about claims: LicenseClaims, token: [UInt8]?,
        isExchange: Bool
    ) async throws -> EnclosedAnswer {
        let answer = try await queue.answer(
            to: .request(
                DeviceMessage.Request(
                    request, about: claims.license, token: token, isExchange: isExchange,
                    id: .random(), policy: policy(for: claims))))
        if let activation = answer.activation {
            devices.remember(activation.device, of: activation.id)
        }
        return enclosures.reply(answer, holding: request.request.held)
    }

    /// A license key that the registry may have lost waits for somebody to adopt it.
    private func keep(_ request: VerifiedActivationRequest) async throws {
        guard case .key(let key) = request.request.license else { return }
        try await runtime.pool.run { [self] in
            try continuity.keep(licenses.verify(key), now: runtime.clock.now())
        }
    }

    /// Takes back what the registry has promised to a device and forgotten, by the certificate that
    /// proves it; the answer is a receipt for it.
    private func restore(_ message: SignedMessage) async throws -> EnclosedAnswer {
        try await runtime.pool.run { [self] in
            let services = try organizations.serviceKeys()
            func verified(within bundle: ServedBundle?) throws -> CertificateProof {
                let trusted = AnsweringKeys(services, issuers: [], within: bundle)
                guard let trusted else { throw RegistryError.database(.corrupt) }
                return try trusted.verifyCertificate(message)
            }
            var proof = try verified(within: licenses.bundle)
            if let own = licenses.otherBundle(of: proof.certificate.organization) {
                proof = try verified(within: own)
            }
            let now = runtime.clock.now()
            try continuity.restore(proof, now: now)
            var receipt = Receipt(to: MessageDigest(of: message.bytes), .accepted, issuedAt: now)
            receipt.activation = proof.certificate.activation
            return try EnclosedAnswer(keys.sign(ReceiptDraft(receipt: receipt)).bytes)
        }
    }

    /// Gives the signed license for a third-party key, with a seat where one is needed.
    ///
    /// The key alone is enough, so guessing has to be slow.
    private func exchange(
        _ key: LegacyKey, _ request: VerifiedActivationRequest, from sender: DeviceSender
    ) async throws -> EnclosedAnswer {
        let caller = try licenseKeys.admit(sender.network)
        let found = try await licenseKeys.license(key.text, for: caller)
        guard let found else { return try refusal(of: request, from: sender) }
        guard found.claims.needsActivation else {
            return try await runtime.pool.run { [self] in
                try license(found, for: request, runtime.clock.now())
            }
        }
        return try await answer(request, about: found.claims, token: nil, isExchange: true)
    }

    /// The signed license alone, which needs no seat; or why it is not handed out.
    private func license(
        _ license: LicenseDetails, for request: VerifiedActivationRequest, _ now: Timestamp
    ) throws -> EnclosedAnswer {
        let receipt = try license.receipt(exchanging: request, at: now)
        if receipt.outcome == .accepted {
            try recorded.exchangeText(of: license.claims.license, now: now)
        }
        return try EnclosedAnswer(keys.sign(ReceiptDraft(receipt: receipt)).bytes)
    }

    /// The signed answer that there is no such license; unsigned for networks that ask too much.
    private func refusal(
        of request: VerifiedActivationRequest, from sender: DeviceSender
    ) throws -> EnclosedAnswer {
        sender.noteWorthless()
        if let seconds = refusals.take(by: sender.network) {
            throw Problem.tooMany("too many requests about unknown licenses", after: seconds)
        }
        let receipt = Receipt(to: request.digest, .unknownLicense, issuedAt: runtime.clock.now())
        return try EnclosedAnswer(keys.sign(ReceiptDraft(receipt: receipt)).bytes)
    }

    /// Who cannot sign for an activation learns nothing of it: a report with a wrong signature is
    /// looked up and answered as if there were no such activation.
    private func answer(
        _ report: UnverifiedUsageReport, from sender: DeviceSender
    ) async throws -> EnclosedAnswer {
        let known = devices[report.activation]
        // Its form was read already, so only the signature can be wrong.
        if let known, let verified = try? report.verified(by: known) {
            return try await answer(verified)
        }
        let verified = try await runtime.pool.run { [self] in
            let device = try activations.device(of: report.activation)
            // One key is read and one signature checked in any case: the time tells nothing either.
            let decoy = device == nil ? try? keys.answerKey.readAgain : nil
            let verified =
                known == nil ? try? report.verified(by: device ?? decoy ?? keys.answerKey) : nil
            guard let device, let verified else {
                throw MessageRefusal.unknownActivation(report.activation)
            }
            devices.remember(device, of: report.activation)
            return verified
        }
        return try await answer(verified)
    }

    private func answer(_ report: VerifiedUsageReport) async throws -> EnclosedAnswer {
        let answer = try await queue.answer(
            to: .report(report) { [self] claims in policy(for: claims) })
        return enclosures.reply(answer, holding: report.report.held)
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

extension VerificationKey {
    /// The same key, at the cost of reading one.
    fileprivate var readAgain: VerificationKey {
        get throws(VerificationKeyError) {
            try VerificationKey(rawRepresentation: rawRepresentation)
        }
    }
}
