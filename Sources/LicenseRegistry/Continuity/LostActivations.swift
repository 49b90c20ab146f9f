import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What devices prove of seats and units that the registry has promised and forgotten.
struct LostActivations {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func restore(_ certificate: ActivationCertificate) throws(RegistryError) -> Bool {
        guard let record = try LicenseQueries(change).license(certificate.license),
            record.claims.organization == certificate.organization
        else {
            try stopUnlessRestored()
            throw .missing(kind: .license)
        }
        guard try LicenseTurns(change).take(certificate.license) else {
            throw .missing(kind: .license)
        }
        try learn(certificate.lists, of: certificate.organization)
        let held = try ActivationQueries(change).activation(certificate.activation)
        if let held {
            guard held.license == certificate.license, held.device == certificate.device else {
                throw .missing(kind: .activation)
            }
            // What has ended is settled: an old certificate brings nothing back.
            guard !held.state.status.hasEnded else { return false }
        }
        var state = held?.state ?? ActivationState(of: certificate)
        let isMore = state.promise(certificate, isNew: held == nil)
        guard isMore else { return false }
        guard try isHeldBack(certificate.license) else {
            // A promise may have been lowered since; an activation is never forgotten.
            if held == nil { try stopUnlessRestored() }
            return false
        }
        try ActivationChanges(change).write(
            state, replacing: held?.state, of: certificate.license)
        try change.audit(.activationRestore, of: certificate.license, "\(certificate.activation)")
        return true
    }

    private func isHeldBack(_ license: LicenseID) throws(RegistryError) -> Bool {
        try change.value(
            Bool.self, "SELECT \(EpochSQL.isHeldBack) AS held FROM license WHERE id = $1",
            [.id(license)]) ?? false
    }

    /// A registry that has signed what it does not know has gone back.
    private func stopUnlessRestored() throws(RegistryError) {
        guard change.standing?.epoch ?? 0 == 0 else { return }
        try StandingChanges(change).stop(.unknownActivation)
    }

    /// Unlike what a device says, what the registry has signed is a proof.
    private func learn(
        _ lists: ListSequences, of organization: OrganizationID
    ) throws(RegistryError) {
        let known = try ContinuityQueries(change).lists()
        for (shard, sequence) in lists.entries {
            let newest =
                known.first { $0.organization == organization && $0.shard == shard }?.sequence ?? 0
            guard sequence > newest else { continue }
            try StandingChanges(change).stop(
                .newerList(shard: shard, known: newest, seen: sequence))
            try StatusListChanges(change).raiseFloor(
                of: organization, shard: shard, to: sequence)
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
            allowance = Allowance(
                granted: promised, used: allowance.used, unmetered: allowance.unmetered)
        }
        return isNew || self != before
    }
}

extension MessageDigest {
    /// Names no message: the request of the activation is forgotten.
    fileprivate static var none: MessageDigest {
        MessageDigest(of: [])
    }
}
