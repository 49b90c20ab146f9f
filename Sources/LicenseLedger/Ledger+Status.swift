import COSE
import LicenseSync
import LicenseVerifier

extension LedgerChange {
    /// Takes a status list in place of an older one (Status-List, acceptance).
    mutating func install(list message: SignedMessage) throws(LedgerError) -> Installed {
        guard let keys = view.trust.statuses else { throw .noBundle }
        guard let license = view.license else { throw .noLicense }
        do throws(StatusError) {
            let list = try keys.verify(message)
            guard let index = license.claims.statusIndex else { return .skipped(.statusList) }
            let status = try list.status(of: index)
            return try take(list, status, of: license)
        } catch .rollback {
            // An old list on an old stick is not an attack, and changes nothing.
            return .older(.statusList)
        } catch .equivocation(let sequence) {
            return try dispute(message, sequence)
        } catch {
            throw .status(error)
        }
    }

    /// Takes what has changed since the list that is held (Status-List, deltas).
    mutating func install(delta message: SignedMessage) throws(LedgerError) -> Installed {
        guard let keys = view.trust.statuses else { throw .noBundle }
        guard let license = view.license else { throw .noLicense }
        guard let index = license.claims.statusIndex else { return .skipped(.statusDelta) }
        guard let held = view.list else { throw .noStatusList }
        do throws(StatusError) {
            let list = try held.applying(keys.verifyDelta(message))
            return try take(list, list.status(of: index), of: license)
        } catch .rollback {
            return .older(.statusDelta)
        } catch .equivocation(let sequence) {
            return try dispute(message, sequence)
        } catch {
            throw .status(error)
        }
    }

    private mutating func take(
        _ list: VerifiedStatusList, _ status: LicenseStatus, of license: VerifiedLicense
    ) throws(StatusError) -> Installed {
        let claims = list.claims
        guard claims.sequence >= floor(of: claims.shard) else {
            throw .rollback(sequence: claims.sequence, held: floor(of: claims.shard))
        }
        let memory = state.list.map {
            StatusMemory(
                shard: $0.shard, sequence: $0.sequence, root: $0.root, issuedAt: $0.issuedAt)
        }
        try list.check(replacing: memory, of: license.claims.organization, at: now)
        if let known = state.list, known.sequence == claims.sequence, view.list != nil {
            return .known(.statusList)
        }
        // A delta says nothing without the statuses that it led to, which are kept in pages.
        pending[LedgerWriter.listName] =
            list.message.header.type == .statusDelta ? try list.pageFile() : list.message.bytes
        state.list = LedgerState.KnownList(
            shard: claims.shard, sequence: claims.sequence, root: claims.root,
            issuedAt: claims.issuedAt, status: status, isDisputed: false)
        forgetRefusal(status, signed: claims.issuedAt)
        state.marks.learn(signed: claims.issuedAt)
        return .list(sequence: claims.sequence, status, issuedAt: claims.issuedAt)
    }

    /// What the vendor answered of a license that was not good is over, when a status that was signed
    /// later calls it good.
    private mutating func forgetRefusal(_ status: LicenseStatus, signed moment: Timestamp) {
        let refusal = state.sync.refusal
        guard status == .valid, moment >= state.marks.signed,
            refusal == .revoked || refusal == .suspended
        else { return }
        state.sync.refusal = nil
    }

    /// Two truths from one key: both are kept as evidence, and neither clears a license.
    private mutating func dispute(
        _ message: SignedMessage, _ sequence: UInt64
    ) throws(LedgerError) -> Installed {
        pending[LedgerWriter.disputedListName] = message.bytes
        state.list?.isDisputed = true
        return .disputedList(sequence: sequence)
    }

    /// Takes the status of this one license.
    mutating func install(staple message: SignedMessage) throws(LedgerError) -> Installed {
        guard let keys = view.trust.statuses else { throw .noBundle }
        guard let license = view.license else { throw .noLicense }
        do throws(StatusError) {
            let staple = try keys.verifyStaple(message)
            try staple.check(about: license, at: now)
            if state.staple == message.bytes { return .known(.statusStaple) }
            let newest = newestStatus
            guard staple.claims.sequence >= newest.sequence else { return .older(.statusStaple) }
            if staple.claims.sequence == newest.sequence, let status = newest.status,
                status != staple.claims.status
            {
                throw StatusError.equivocation(sequence: newest.sequence)
            }
            state.staple = message.bytes
            forgetRefusal(staple.claims.status, signed: staple.claims.issuedAt)
            state.marks.learn(signed: staple.claims.issuedAt)
            return .staple(staple.claims.status, issuedAt: staple.claims.issuedAt)
        } catch {
            throw .status(error)
        }
    }

    /// The number below which no list of a shard is taken, as the activation certificate says.
    ///
    /// Each shard counts for itself, and the floor goes with the certificate: it is signed by another
    /// key than the lists, so that a thief of theirs cannot raise it.
    private func floor(of shard: UInt32) -> UInt64 {
        view.certificate?.certificate.lists[shard] ?? 0
    }

    /// The highest number of a list that anything here speaks of, and what it says of the license.
    private var newestStatus: (sequence: UInt64, status: LicenseStatus?) {
        var newest: (sequence: UInt64, status: LicenseStatus?) = (0, nil)
        if let list = state.list { newest = (list.sequence, list.status) }
        if case .staple(let staple) = view.status, staple.claims.sequence > newest.sequence {
            newest = (staple.claims.sequence, staple.claims.status)
        }
        let shard = view.license?.claims.statusIndex?.shard
        if let floor = shard.map(floor), floor > newest.sequence { newest = (floor, nil) }
        return newest
    }
}
