import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Terminal

/// The vendor's side, offline: the registry and a signing key.
struct VendorAnswer {
    let options: AnswerOptions
    /// The seat that the machine had under another key.
    private let rebound: DeviceMessage.ReplacedSeat?
    private let registry: Registry
    private let home: HomeLayout

    init(_ options: AnswerOptions, rebinding rebound: DeviceMessage.ReplacedSeat? = nil) throws {
        self.options = options
        self.rebound = rebound
        home = try options.signing.homeOptions.directory()
        registry = try home.registry()
    }

    /// Answers a request or a report, and says on standard error what was decided.
    func answer(_ given: String) throws -> AnswerReport {
        guard
            InputFile(path: given).exists || Carrier.isCarrier(given)
                || ReceivedText.read(given).isLikeObject
        else { throw AnswerError.noFile(given) }
        let (message, repairs) = try ObjectInput.only(given)
        let now = try Clock.now()
        var report: AnswerReport
        switch message.header.type {
        case .activationRequest: report = try answer(ActivationRequest.verify(message), now)
        case .usageReport: report = try answer(UnverifiedUsageReport(message), now)
        default: throw AnswerError.otherObject
        }
        report.repaired = repairs.report
        if options.typed { report.typed = TypedForm.text(of: report.receiptBytes) }
        return report
    }

    private func answer(
        _ request: VerifiedActivationRequest, _ now: Timestamp
    ) throws -> AnswerReport {
        if case .legacy(let key) = request.request.license {
            return try exchange(key, request, now)
        }
        let license = try license(in: request)
        return try answer(request, about: license.claims, token: license.digest, now)
    }

    private func answer(
        _ request: VerifiedActivationRequest, about claims: LicenseClaims, token: [UInt8]?,
        _ now: Timestamp
    ) throws -> AnswerReport {
        let seats = try registry.activations.all(of: claims.license)
        let held = seats.first { $0.device == request.request.device }
        // The same request gets the same answer, whatever is said of a lease.
        if case .activate = request.request.kind, let held, held.state.request != request.digest {
            try checkLease(of: held)
        }
        // A machine that has its seat keeps it.
        let replaced = held == nil ? try replacedSeat(among: seats) : nil
        if let replaced { try checkLease(of: replaced) }
        let key = try signingKey(for: claims.organization)
        let answer = try registry.activations.answer(
            request, about: claims.license, token: token, exchanging: token == nil,
            id: .random(), replacing: replaced == nil ? nil : rebound,
            policy: try policy(for: claims), now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
        let report = try report(
            answer, to: claims, holding: request.request.held, now,
            signer: key.verificationKey)
        if answer.outcome == .accepted, let replaced { tell(replaced, of: claims) }
        if answer.outcome == .noSeat {
            tell(seats)
            if let moves = try registry.activations.moves(of: claims, now: now) { tell(moves) }
        }
        return report
    }

    /// The seat that the machine had under another key.
    private func replacedSeat(among seats: [ActivationRecord]) throws -> ActivationRecord? {
        guard let rebound else { return nil }
        guard let seat = seats.first(where: { $0.id == rebound.activation }) else {
            throw AnswerError.notRebound(rebound.activation)
        }
        return seat
    }

    /// Gives the signed license for a third-party key, with a seat where one is needed.
    private func exchange(
        _ key: LegacyKey, _ request: VerifiedActivationRequest, _ now: Timestamp
    ) throws -> AnswerReport {
        var found: LicenseDetails?
        for text in [key.text] + KeyForm.readings(of: key.text) where found == nil {
            found = try registry.licenses.details(named: KeyReference(text: text), now: now)
        }
        guard let found else { throw AnswerError.legacyKey }
        let claims = found.claims
        guard !claims.needsActivation else {
            return try answer(request, about: claims, token: nil, now)
        }
        let signer = try signingKey(for: claims.organization)
        let receipt = try found.receipt(exchanging: request, at: now)
        let message = try ReceiptDraft(receipt: receipt).signed(by: signer)
        if receipt.outcome == .accepted {
            try registry.licenses.exchangeText(of: claims.license, now: now)
        }
        return try report(
            DeviceAnswer(receipt, signed: message, about: found.record), to: claims,
            holding: request.request.held, now, signer: signer.verificationKey)
    }

    private func answer(
        _ report: UnverifiedUsageReport, _ now: Timestamp
    ) throws -> AnswerReport {
        guard let held = try registry.activations.find(report.activation),
            let record = try registry.licenses.find(held.license)
        else {
            throw AnswerError.unknownActivation(report.activation)
        }
        let verified = try report.verified(by: held.device)
        // The same report gets the same answer, whatever is said of a lease.
        if held.state.history.judge(verified) != .duplicate { try checkLease(of: held) }
        let key = try signingKey(for: record.claims.organization)
        let answer = try registry.activations.answer(
            verified, policy: try policy(for: record.claims), now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
        return try self.report(
            answer, to: record.claims, holding: verified.report.held, now,
            signer: key.verificationKey)
    }

    /// Left out, a lease would silently become a seat for good.
    private func checkLease(of held: ActivationRecord) throws {
        guard held.leaseEnd == nil || options.lease != nil else {
            throw AnswerError.leaseMissing
        }
    }

    private func signingKey(for organization: OrganizationID) throws -> SigningKey {
        try options.signing.key(
            as: .activate, for: organization,
            in: KeyRing(home: home, organizations: registry.organizations))
    }

    private func policy(for claims: LicenseClaims) throws -> SyncPolicy {
        var policy = SyncPolicy(
            lease: options.lease?.duration,
            allowance: AllowancePolicy(
                headroom: options.allowance ?? claims.evenShare, share: 1),
            onFork: options.forgiveCopies ? .warn : .refuse)
        if let shard = claims.statusIndex?.shard,
            let list = try registry.statusLists.newest(of: claims.organization, shard: shard)
        {
            policy.lists.raise(shard, to: list.sequence)
        }
        return policy
    }

    private func license(in request: VerifiedActivationRequest) throws -> VerifiedLicense {
        let bundle = try IssuerBundle(of: home)?.served
        guard let trusted = IssuingKeys(try registry.organizations.signingKeys(), within: bundle)
        else {
            throw RegistryError.database(.corrupt)
        }
        do throws(MessageRefusal) {
            return try request.license(
                verifiedBy: { (key) throws(LicenseError) in try trusted.verify(key) },
                recordedIn: registry.licenses)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ refusal: MessageRefusal) -> any Error {
        switch refusal {
        case .license(let error): error
        case .registry(let error): error
        case .unknownLicense(let license): AnswerError.unknownLicense(license)
        case .proof: AnswerError.proof
        case .legacyKey: AnswerError.legacyKey
        case .noSeatNeeded: AnswerError.noSeatNeeded
        case .unknownActivation(let activation): AnswerError.unknownActivation(activation)
        }
    }
}

extension VendorAnswer {
    /// Says what was decided, and returns the report of it.
    private func report(
        _ answer: DeviceAnswer, to claims: LicenseClaims, holding held: HeldVersions,
        _ now: Timestamp,
        signer: VerificationKey
    ) throws -> AnswerReport {
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(answer.receipt, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw RegistryError.database(.corrupt)
        }
        let keys = ActivationKeys(
            pinning: try registry.organizations.signingKeys().map(\.publicKey))
        // An answer of a key that the registry no longer has cannot be read, and is sent all the
        // same: the machine knows whom it trusts.
        let receipt = try? keys?.verifyReceipt(message)
        let ignored = answer.outcome == nil ? ignoredOptions(by: receipt) : []
        tell(answer, to: claims)
        if answer.outcome == .accepted, claims.usageLimit != nil,
            let activation = answer.activation,
            activation.allowance.open == 0, activation.allowance.overdraft == 0
        {
            tellWithoutUnits(
                activation, of: claims,
                try registry.activations.holdingUnits(afterEnd: claims.license))
        }
        if answer.outcome == .accepted, let certificate = receipt?.certificate?.certificate,
            certificate.leaseEnd == nil
        {
            Console.remark(LeaseAdvice.noLease)
        }
        if answer.outcome == nil {
            tell(ignored, signedBy: message.header.keyID, not: signer.keyID)
        }
        let enclosed = try AnswerEnclosures(
            home: home, registry: registry, passphrase: options.signing.passphraseOptions
        ).answer(answer, holding: held, at: now)
        tell(enclosed)
        return AnswerReport(
            answer, enclosed, to: claims.license, saying: receipt, signedBy: message.header.keyID,
            ignoring: ignored)
    }

    /// What was asked for this time and is not in an answer that was given before.
    ///
    /// Such an answer stays as it was signed: the machine may have taken it, and its next report
    /// names the very bytes.
    private func ignoredOptions(by receipt: VerifiedReceipt?) -> [String] {
        var ignored: [String] = []
        if let lease = options.lease {
            let end = receipt.flatMap { receipt in
                lease.duration.map { receipt.receipt.issuedAt + $0 }
            }
            let certificate = receipt?.certificate?.certificate
            if certificate == nil || certificate?.leaseEnd != end { ignored.append("--lease") }
        }
        if options.allowance != nil { ignored.append("--allowance") }
        if options.forgiveCopies, receipt?.receipt.outcome != .accepted {
            ignored.append("--forgive-copies")
        }
        return ignored
    }
}
