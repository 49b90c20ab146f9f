import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What devices prove of seats and units that the registry has promised and forgotten.
struct LostActivations {
    private let reading: any Reading
    private let now: Timestamp

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
    }

    /// What a certificate shows; changes nothing.
    func finding(_ proof: CertificateProof) throws(RegistryError) -> CertificateFinding {
        let certificate = proof.certificate
        var finding = CertificateFinding()
        let record = try LicenseQueries(reading).license(certificate.license)
        guard record?.claims.organization == certificate.organization else {
            finding.activation = .unknown(.license)
            finding.reason = try reasonUnlessRestored(proof)
            return finding
        }
        try learnLists(proof, &finding)
        let held = try ActivationQueries(reading).activation(certificate.activation)
        if let held {
            guard held.license == certificate.license, held.device == certificate.device else {
                finding.activation = .unknown(.activation)
                return finding
            }
            // What has ended is settled: an old certificate brings nothing back.
            guard !held.state.status.hasEnded else { return finding }
        }
        var state = held?.state ?? ActivationState(of: certificate)
        guard state.promise(certificate, isNew: held == nil) else { return finding }
        let account = try LicenseAccounts(reading, at: now)
            .license(certificate.license, meters: []).account
        guard account.isHeldBack else {
            // A promise may have been lowered since; an activation is never forgotten.
            guard held == nil else { return finding }
            if finding.reason == nil { finding.reason = try reasonUnlessRestored(proof) }
            if proof.isByFormerKey { finding.activation = .unknown(.activation) }
            return finding
        }
        if proof.isByFormerKey {
            guard state.fits(account, over: held?.state) else {
                finding.activation = .unknown(.activation)
                return finding
            }
            guard state != held?.state else { return finding }
        }
        finding.activation = .lost(state, replacing: held?.state)
        return finding
    }

    /// Writes what a certificate shows, in the transaction that this reads.
    func learn(_ proof: CertificateProof, _ change: Change) throws(RegistryError)
        -> CertificateFinding
    {
        let (license, organization) = (proof.certificate.license, proof.certificate.organization)
        // Before anything is read, so that nothing else that counts seats or units interleaves.
        try LicenseLock(change).take(license)
        let finding = try finding(proof)
        if let reason = finding.reason { try RegistryStatusChanges(change).stop(reason) }
        for list in finding.lists {
            try StatusIndexChanges(change).close(list.shard, of: organization)
            try StatusListChanges(change).raiseFloor(
                of: organization, shard: list.shard, to: list.sequence)
        }
        if case .lost(let state, let held) = finding.activation {
            try ActivationChanges(change).write(state, replacing: held, of: license)
            try change.audit(.activationRestore, of: license, "\(state.id)")
        }
        return finding
    }

    /// A registry that has signed what it does not know has gone back.
    ///
    /// A key that was replaced may have been stolen, so that its word alone stops nothing.
    private func reasonUnlessRestored(
        _ proof: CertificateProof
    ) throws(RegistryError) -> RestoreFinding? {
        let status = try reading.registryStatus()
        guard !proof.isByFormerKey, status?.epoch ?? 0 == 0, status?.behind == nil else {
            return nil
        }
        return .unknownActivation
    }

    /// Unlike what a device says, what the registry has signed is a proof, as far as it can have
    /// signed such a number at all.
    private func learnLists(
        _ proof: CertificateProof, _ finding: inout CertificateFinding
    ) throws(RegistryError) {
        guard !proof.isByFormerKey, !proof.certificate.lists.entries.isEmpty else { return }
        let organization = proof.certificate.organization
        let known = try ContinuityQueries(reading).lists()
        let isStopped = try reading.registryStatus()?.behind != nil
        for (shard, sequence) in proof.certificate.lists.entries {
            let newest =
                known.first { $0.organization == organization && $0.shard == shard }?.sequence ?? 0
            guard sequence > newest, sequence == ListNumbers.capped(sequence, at: now) else {
                continue
            }
            finding.lists.append(
                RegistryMark.List(
                    organization: organization, shard: shard, sequence: sequence))
            if !isStopped, finding.reason == nil {
                finding.reason = .newerList(shard: shard, known: newest, seen: sequence)
            }
        }
    }
}

extension ActivationState {
    /// The activation that a certificate is of, before what it promises.
    fileprivate init(of certificate: ActivationCertificate) {
        self.init(
            certificate.activation, device: certificate.device, request: .none)
        fingerprint = certificate.fingerprint
        label = certificate.label
        conditions = certificate.conditions
    }

    /// Takes a promise for given; whether it is more than was known.
    fileprivate mutating func promise(
        _ certificate: ActivationCertificate, isNew: Bool
    ) -> Bool {
        let before = self
        if isNew {
            leaseEnd = certificate.leaseEnd
        } else if let known = leaseEnd {
            leaseEnd = certificate.leaseEnd.map { max($0, known) }
        }
        if let promised = certificate.allowance, promised > allowance.granted {
            grant(promised)
        }
        return isNew || self != before
    }

    /// Keeps to the seats and units that a license has left; false where it has no seat.
    ///
    /// Another device may have proven by a better key what is no longer left.
    fileprivate mutating func fits(
        _ account: LicenseAccount, over held: ActivationState?
    ) -> Bool {
        if held == nil, account.seats.isFull { return false }
        let known = held?.allowance.granted ?? 0
        let (most, isMore) = known.addingReportingOverflow(account.pool?.left ?? 0)
        if !isMore, allowance.granted > most { grant(most) }
        return true
    }

    private mutating func grant(_ units: UInt64) {
        allowance = Allowance(
            granted: units, used: allowance.used, unmetered: allowance.unmetered)
    }
}

extension MessageDigest {
    /// Names no message: the request of the activation is forgotten.
    fileprivate static var none: MessageDigest {
        MessageDigest(of: [])
    }
}
