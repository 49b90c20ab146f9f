public import COSE
import COSESigning
public import LicenseSync
public import LicenseVerifier
import Synchronization

extension Ledger {
    /// Makes a request for a seat, or gives the seat back, to be carried to the vendor.
    ///
    /// Remembered durably before it is returned, so that its answer is known again. After a request
    /// to give the seat back the ledger is at its end: it counts nothing more.
    ///
    /// - Parameters:
    ///   - label: a name for people, such as the host's.
    ///   - conditions: what the program presents.
    ///   - asProof: names the license instead of carrying it, for vendors who know it: a smaller
    ///     code, which tells nobody who photographs it anything to activate with.
    public func request(
        _ purpose: RequestPurpose, label: DeviceLabel? = nil, conditions: [Condition] = [],
        asProof: Bool = false, at now: Timestamp
    ) throws(LedgerError) -> SignedMessage {
        let key = try deviceKey()
        let facts = machine.facts()
        var generator = RandomBytes(machine.random)
        let id = RequestID.random(using: &generator)
        let fingerprint = Fingerprint(of: facts, using: &generator)
        return try update(at: now) { (change) throws(LedgerError) in
            var request = try change.request(purpose, id, asProof: asProof)
            request.fingerprint = fingerprint
            request.label = label
            request.conditions = conditions
            return try change.send(request, signedBy: key)
        }
    }

    /// Makes a request for a seat with a third-party key, which the answer exchanges for the
    /// signed license.
    ///
    /// Throws `otherLicense` for a ledger that has a license already.
    public func request(
        exchanging legacy: LegacyKey, label: DeviceLabel? = nil, conditions: [Condition] = [],
        at now: Timestamp
    ) throws(LedgerError) -> SignedMessage {
        let key = try deviceKey()
        let facts = machine.facts()
        var generator = RandomBytes(machine.random)
        let id = RequestID.random(using: &generator)
        let fingerprint = Fingerprint(of: facts, using: &generator)
        return try update(at: now) { (change) throws(LedgerError) in
            if let held = try change.heldClaims() { throw .otherLicense(held: held.license) }
            var request = ActivationRequest(
                .activate, license: .legacy(legacy), device: change.device, id: id,
                issuedAt: change.now)
            request.fingerprint = fingerprint
            request.label = label
            request.conditions = conditions
            request.held = change.held
            return try change.send(request, signedBy: key)
        }
    }

    /// The report of what was used, to be carried to the vendor or sent.
    ///
    /// The same bytes again until they are answered or there is more to say; either way nothing is
    /// lost and nothing counts twice. Remembered durably before it is returned.
    public func pendingReport(at now: Timestamp) throws(LedgerError) -> SignedMessage {
        let key = try deviceKey()
        return try update(at: now) { (change) throws(LedgerError) in
            try change.report(signedBy: key)
        }
    }

    /// The certificate of this device's seat, as it was signed; nil without a seat.
    ///
    /// It proves to a vendor whose registry was restored what was promised.
    public func certificate(at now: Timestamp) -> VerifiedActivationCertificate? {
        refreshIfIdle(at: now, elapsed: machine.elapsed())
        return view.withLock { $0.certificate }
    }

    private func deviceKey() throws(LedgerError) -> SigningKey {
        do {
            guard let key = try machine.readKey(absolutePath + "/" + LedgerWriter.keyName) else {
                throw LedgerError.missing
            }
            return key
        } catch {
            throw LedgerError(error)
        }
    }
}

/// What a device asks for.
public enum RequestPurpose: Sendable {
    /// A seat, or the one that it has, renewed.
    case activate
    /// To give its seat back, for good.
    case deactivate
}

extension LedgerChange {
    /// The device's side of the sync, out of the state file.
    func deviceState() throws(SyncError) -> DeviceState {
        // A license that is held and no longer trusted must not pass for none.
        guard view.license != nil || state.license == nil else { throw .otherLicense }
        var device = DeviceState(device: device, license: view.license?.claims.license)
        device.certificate = view.certificate
        device.sequence = state.sync.sequence
        device.report = state.sync.report
        device.receipt = state.sync.receipt
        device.answered = state.sync.answered
        device.outstanding = state.sync.outstanding
        device.refused = state.sync.refused
        device.isForked = state.sync.isForked
        return device
    }

    private mutating func keep(_ device: DeviceState) {
        state.sync.sequence = device.sequence
        state.sync.report = device.report
        state.sync.receipt = device.receipt
        state.sync.answered = device.answered
        state.sync.outstanding = device.outstanding
        state.sync.refused = device.refused
        state.sync.isForked = device.isForked
    }

    func request(
        _ purpose: RequestPurpose, _ id: RequestID, asProof: Bool
    ) throws(LedgerError) -> ActivationRequest {
        guard let license = view.license else {
            throw view.licenseFault.map { .license($0) } ?? .noLicense
        }
        guard !state.sync.hasEnded else { throw .ended }
        let reference: LicenseReference
        if asProof {
            reference = .proof(LicenseProof(of: license, device: device, in: id))
        } else {
            do throws(LicenseError) {
                reference = .key(try LicenseKey(license.message))
            } catch {
                throw .license(error)
            }
        }
        let kind: RequestKind =
            switch purpose {
            case .activate: .activate
            case .deactivate: .deactivate(used: journal.usage)
            }
        var request = ActivationRequest(
            kind, license: reference, device: device, id: id, issuedAt: now)
        request.held = held
        return request
    }

    /// What the vendor need not send.
    var held: HeldVersions {
        var held = HeldVersions(bundle: view.trust.newest?.bundle.version)
        if let list = state.list { held.lists.raise(list.shard, to: list.sequence) }
        return held
    }

    mutating func send(
        _ request: ActivationRequest, signedBy key: borrowing SigningKey
    ) throws(LedgerError) -> SignedMessage {
        do throws(SyncError) {
            let message = try request.signed(by: key)
            var device = try deviceState()
            device.sent(request: message)
            keep(device)
            state.sync.lastRequest = message.bytes
            if case .deactivate = request.kind {
                state.sync.hasEnded = true
                state.certificate = nil
                // Only this one's answer is waited for: an older one's would bring the seat back.
                state.sync.outstanding.removeAll { $0.digest != MessageDigest(of: message.bytes) }
                state.sync.refused = nil
            }
            return message
        } catch {
            throw .message(error)
        }
    }

    mutating func report(
        signedBy key: borrowing SigningKey
    ) throws(LedgerError) -> SignedMessage {
        guard !state.sync.hasEnded else { throw .ended }
        do {
            var device = try deviceState()
            guard
                let next = device.nextReport(
                    usage: journal.usage, journal: journal.hash, held: held, at: now)
            else { throw LedgerError.notActivated }
            if let last = try unanswered(saying: next) { return last }
            let message = try next.signed(by: key)
            device.sent(report: message)
            keep(device)
            state.sync.lastReport = message.bytes
            return message
        } catch {
            throw LedgerError(error)
        }
    }

    /// The newest report, if it waits for its answer and says the same.
    private func unanswered(saying next: UsageReport) throws(SyncError) -> SignedMessage? {
        guard let bytes = state.sync.lastReport,
            state.sync.outstanding.contains(where: { $0.digest == MessageDigest(of: bytes) })
        else { return nil }
        let message = try SignedMessage(deviceMessage: bytes)
        let last = try UnverifiedUsageReport(message).verified(by: device).report
        return last.journal == next.journal && last.usage == next.usage && last.held == next.held
            ? message : nil
    }

    // MARK: - Answers

    /// Takes the answer to one of this device's messages.
    mutating func install(receipt message: SignedMessage) throws(LedgerError) -> Installed {
        guard let keys = view.trust.activations else { throw .noBundle }
        do {
            let receipt = try keys.verifyReceipt(message)
            try adopt(receipt)
            var device = try deviceState()
            let wasKnown = device.receipt == receipt.digest
            let effects = try device.apply(receipt)
            if wasKnown { return .known(.receipt) }
            keep(device)
            state.marks.learn(signed: receipt.receipt.issuedAt)
            state.sync.refusal = nil
            for effect in effects { try take(effect) }
            return .receipt(effects, usage: receipt.receipt.usage)
        } catch {
            throw LedgerError(error)
        }
    }

    /// Takes the license that is given for a third-party key, before the certificate for it is
    /// looked at: only of an answer to this ledger's own request, and only one that verifies.
    private mutating func adopt(_ receipt: VerifiedReceipt) throws {
        guard state.license == nil, let license = receipt.receipt.replacement else { return }
        let request = receipt.receipt.request
        guard
            state.sync.outstanding.contains(where: { $0.digest == request })
                || state.sync.refused == request
        else { throw SyncError.otherRequest }
        _ = try install(license: license.message)
        view.license = try view.trust.licenses?.verify(license)
    }

    private mutating func take(_ effect: ReceiptEffect) throws {
        switch effect {
        case .renewed(let certificate):
            if !state.sync.hasEnded { take(certificate) }
        case .replacement(let license):
            do throws(LedgerError) {
                _ = try install(license: license.message)
            } catch .olderLicense {
                // A newer one came first; the rest of the answer holds.
            }
        case .refused(let outcome): state.sync.refusal = outcome
        case .forked: break
        }
    }

    /// Takes the soft clock mark back, once for each number.
    mutating func install(reset group: [SignedMessage]) throws(LedgerError) -> Installed {
        do throws(SyncError) {
            guard let activation = try deviceState().activation else {
                throw SyncError.otherActivation
            }
            let reset = try verifiedReset(group)
            // A clock that was set back must not make an expired reset good.
            try reset.check(
                activation: activation, used: state.marks.resets,
                at: max(reading, state.marks.signed))
            state.marks.reset(to: reset.reset.time, number: reset.reset.number)
            return .reset(to: reset.reset.time)
        } catch {
            throw .message(error)
        }
    }

    private func verifiedReset(
        _ group: [SignedMessage]
    ) throws(SyncError) -> VerifiedClockReset {
        guard let first = group.first, let keys = view.trust.activations else {
            throw .otherActivation
        }
        do throws(SyncError) {
            return try keys.verifyReset(first)
        } catch .unknownKey(let key) {
            guard let root = view.trust.root else { throw .unknownKey(key) }
            return try root.verifyReset(group)
        }
    }
}
