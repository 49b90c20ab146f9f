public import COSE
public import LicenseSync
public import LicenseVerifier

/// What became of one object that a ledger was given.
public enum Installed: Equatable, Sendable {
    /// A license is here; the one that it replaces, if any, was of this moment.
    case license(LicenseClaims, replacing: Timestamp?)
    /// A trust bundle.
    case bundle(version: UInt64)
    /// A list of licenses that stay good although their key was stolen.
    case affirmation(KeyID)
    /// An activation certificate.
    case certificate(ActivationCertificate)
    /// A status list, with what it says of the license.
    case list(sequence: UInt64, LicenseStatus, issuedAt: Timestamp)
    /// Two status lists of one number say different things; both are kept.
    case disputedList(sequence: UInt64)
    /// A status staple.
    case staple(LicenseStatus, issuedAt: Timestamp)
    /// The answer to a message of this device.
    case receipt([ReceiptEffect], usage: UsageTotal)
    /// The soft clock mark was taken back.
    case reset(to: Timestamp)
    /// The object was here already.
    case known(MessageType)
    /// A newer one is here already, so nothing was changed.
    case older(MessageType)
    /// An object that this version has no use for.
    case skipped(MessageType)
}

extension Ledger {
    /// Takes signed objects of any kind, in any order, each as if it had come alone.
    ///
    /// Trust bundles are taken first, the oldest of them first, and statuses last, so
    /// that one envelope with everything works the first time. Each object is one durable step; one
    /// that is refused changes nothing and keeps no other from being taken. More than 1,024 groups of
    /// objects are refused as a whole, since each costs signatures to verify.
    public func install(
        _ objects: [SignedMessage], at now: Timestamp
    ) -> [Result<Installed, LedgerError>] {
        let groups = Self.inOrder(objects)
        guard groups.count <= Self.maxObjects else {
            return [.failure(.tooManyObjects(limit: Self.maxObjects))]
        }
        return groups.map { group in
            if let first = group.first, InstallOrder(first) == nil {
                return .success(.skipped(first.header.type))
            }
            do throws(LedgerError) {
                return .success(
                    try update(at: now) { (change) throws(LedgerError) in
                        try change.install(group)
                    })
            } catch {
                return .failure(error)
            }
        }
    }

    private static let maxObjects = 1024

    /// Objects that belong together, as the signatures of several root keys over one bundle, in the
    /// order in which one vouches for the next.
    static func inOrder(_ objects: [SignedMessage]) -> [[SignedMessage]] {
        var seen: Set<[UInt8]> = []
        // The same object again says nothing new, and each costs a signature to verify.
        let contents = SignedContents(objects.filter { seen.insert($0.bytes).inserted })
        // What there is no use for comes last, and nothing is done with it.
        return InstallOrder.sorted(contents.groups) { $0.first }
    }
}

extension LedgerChange {
    mutating func install(_ group: [SignedMessage]) throws(LedgerError) -> Installed {
        guard let first = group.first else { throw .notAnObject }
        switch first.header.type {
        case .trustBundle: return try install(bundle: group)
        case .affirmation: return try install(affirmation: group)
        case .cwt: return try install(license: first)
        case .activationCertificate: return try install(certificate: first)
        case .statusList: return try install(list: first)
        case .statusDelta: return try install(delta: first)
        case .statusStaple: return try install(staple: first)
        case .receipt: return try install(receipt: first)
        case .clockReset: return try install(reset: group)
        default: return .skipped(first.header.type)
        }
    }

    // MARK: - Trust

    private mutating func install(bundle: [SignedMessage]) throws(LedgerError) -> Installed {
        let before = view.trust.newest
        do throws(LedgerError) {
            try view.trust.accept(bundle, at: now)
        } catch .trust(.rollback) {
            return .older(.trustBundle)
        }
        guard let newest = view.trust.newest, newest != before else {
            return .known(.trustBundle)
        }
        state.bundles = view.trust.bundles
        state.marks.learn(signed: newest.bundle.issuedAt)
        try forgetListOfDroppedKey()
        return .bundle(version: newest.bundle.version)
    }

    /// A list by a key that is trusted no longer counts for nothing, nor does its number: else a
    /// thief who had signed a far one would lock out the true publisher.
    private mutating func forgetListOfDroppedKey() throws(LedgerError) {
        guard let list = view.list, let keys = view.trust.statuses else { return }
        do throws(StatusError) {
            // What the list's state rests on: itself, or the last delta.
            if list.message.header.type == .statusDelta {
                _ = try keys.verifyDelta(list.message)
            } else {
                _ = try keys.verify(list.message)
            }
        } catch {
            state.list = nil
        }
    }

    private mutating func install(
        affirmation group: [SignedMessage]
    ) throws(LedgerError) -> Installed {
        let before = view.trust.affirmations
        try view.trust.accept(affirmation: group)
        let after = view.trust.affirmations
        guard after != before, let first = group.first else { return .known(.affirmation) }
        pending[LedgerWriter.affirmationsName] = after
        return .affirmation(first.header.keyID)
    }

    // MARK: - License

    mutating func install(license message: SignedMessage) throws(LedgerError) -> Installed {
        guard let keys = view.trust.licenses else { throw .noBundle }
        let license: VerifiedLicense
        do throws(LicenseError) {
            license = try keys.verify(LicenseKey(message))
        } catch {
            throw .license(error)
        }
        let held = try heldClaims()
        if let held {
            guard held.license == license.claims.license else {
                throw .otherLicense(held: held.license)
            }
            if state.license == message.bytes { return .known(.cwt) }
            guard held.issuedAt <= license.claims.issuedAt else {
                throw .olderLicense(issuedAt: license.claims.issuedAt, held: held.issuedAt)
            }
        }
        state.license = message.bytes
        state.marks.learn(signed: license.claims.issuedAt)
        relearnStatus(of: license)
        return .license(license.claims, replacing: held?.issuedAt)
    }

    /// What the ledger's license says, whether or not its key is still trusted: the directory stays
    /// the license's.
    func heldClaims() throws(LedgerError) -> LicenseClaims? {
        guard let octets = state.license else { return nil }
        do {
            let message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
            return try UnverifiedClaims(of: LicenseKey(message)).asserted
        } catch {
            throw .stateDamaged(path: directory + "/" + LedgerState.fileName)
        }
    }

    /// A new token of the license has its own position in the lists.
    private mutating func relearnStatus(of license: VerifiedLicense) {
        guard let known = state.list else { return }
        guard let index = license.claims.statusIndex, index.shard == known.shard,
            let status = try? view.list?.status(of: index)
        else {
            state.list = nil
            return
        }
        state.list?.status = status
    }

    // MARK: - Seat

    mutating func install(
        certificate message: SignedMessage
    ) throws(LedgerError) -> Installed {
        guard let keys = view.trust.activations else { throw .noBundle }
        // A seat that was given back may be another machine's by now.
        guard !state.sync.hasEnded else { throw .ended }
        do throws(SyncError) {
            let certificate = try keys.verifyCertificate(message)
            var device = try deviceState()
            guard try device.install(certificate) else {
                return state.certificate == message.bytes
                    ? .known(.activationCertificate) : .older(.activationCertificate)
            }
            take(certificate)
            return .certificate(certificate.certificate)
        } catch {
            throw .message(error)
        }
    }

    mutating func take(_ certificate: VerifiedActivationCertificate) {
        state.certificate = certificate.message.bytes
        state.marks.learn(signed: certificate.certificate.issuedAt)
    }
}
