import COSE
import LicenseSync
import LicenseVerifier

extension LedgerWriter {
    /// Verifies everything that the files hold.
    ///
    /// Throws where the system could not open them, which must not look like their absence.
    func view(
        _ pinned: LedgerTrust, clock: RunningClock, device: VerificationKey,
        _ machine: LedgerMachine, _ files: any FileLayer
    ) throws(FileFault) -> LedgerView {
        // What cannot be read affirms nothing.
        let affirmations = try content(Self.affirmationsName, Self.maxAffirmations, files)
        let trust = CurrentTrust(
            pinned, bundles: state.bundles, affirmations: affirmations ?? [])
        var view = LedgerView(
            trust: trust, marks: marks, clock: clock, usage: journal.position.usage)
        view.isForked = state.sync.isForked
        view.hasEnded = state.sync.hasEnded
        let facts = machine.facts()
        view.isOfThisMachine = state.machine?.matches(facts) ?? true
        readLicense(&view)
        guard let license = view.license else { return view }
        readCertificate(&view, license, device, facts)
        try readStatus(&view, license, files)
        return view
    }

    /// A file's content; nil where it is not there or cannot be read for good.
    private func content(
        _ name: String, _ limit: Int, _ files: any FileLayer
    ) throws(FileFault) -> [UInt8]? {
        do throws(FileFault) {
            return try files.content(of: name, in: directory, limit: limit)
        } catch {
            guard error.isExhaustion else { return nil }
            throw error
        }
    }

    private func readLicense(_ view: inout LedgerView) {
        guard let octets = state.license, let keys = view.trust.licenses else { return }
        do throws(LicenseError) {
            let message: SignedMessage
            do throws(COSEError) {
                message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
            } catch {
                throw .message(error)
            }
            view.license = try keys.verify(LicenseKey(message))
        } catch {
            view.licenseFault = error
        }
    }

    private func readCertificate(
        _ view: inout LedgerView, _ license: VerifiedLicense, _ device: VerificationKey,
        _ facts: [MachineFact]
    ) {
        guard !state.sync.hasEnded, let octets = state.certificate,
            let keys = view.trust.activations,
            let message = try? SignedMessage(deviceMessage: octets),
            let certificate = try? keys.verifyCertificate(message),
            certificate.certificate.license == license.claims.license,
            certificate.certificate.organization == license.claims.organization
        else { return }
        view.certificate = certificate
        view.seat = .seat(certificate.seat(on: device, facts))
    }

    private func readStatus(
        _ view: inout LedgerView, _ license: VerifiedLicense, _ files: any FileLayer
    ) throws(FileFault) {
        if let known = state.list {
            view.status = .remembered(
                known.status, asOf: known.issuedAt, isDisputed: known.isDisputed)
            if let list = try list(view.trust, known, files) {
                view.list = list
                view.status = known.isDisputed ? .disputed(list) : .list(list)
            }
        }
        // The newer word counts, whichever kind it is.
        guard let octets = state.staple, let keys = view.trust.statuses,
            let message = try? SignedMessage(octets, maxPayload: Limits.maxLicensePayload),
            let staple = try? keys.verifyStaple(message),
            staple.claims.digest == license.digest,
            staple.claims.sequence > state.list?.sequence ?? 0
        else { return }
        view.status = .staple(staple)
    }

    /// The list of the file, unless it is older than the one that is known.
    private func list(
        _ trust: CurrentTrust, _ known: LedgerState.KnownList, _ files: any FileLayer
    ) throws(FileFault) -> VerifiedStatusList? {
        guard let keys = trust.statuses,
            let content = try content(Self.listName, Self.maxListBytes, files),
            let list = Self.list(in: content, keys), list.claims.shard == known.shard,
            list.claims.sequence > known.sequence
                || list.claims.sequence == known.sequence && list.claims.root == known.root
        else { return nil }
        return list
    }

    /// A list as it was signed, or in pages with the delta that led to them.
    private static func list(in content: [UInt8], _ keys: StatusKeys) -> VerifiedStatusList? {
        if let message = try? SignedMessage(content, maxPayload: Limits.maxObjectBytes) {
            return try? keys.verify(message)
        }
        let pages = try? keys.verifyPages { offset, count in
            offset + count <= content.count ? Array(content[offset..<offset + count]) : nil
        }
        return try? pages?.list()
    }

    static let maxListBytes = 2 * Limits.maxObjectBytes
    static let maxAffirmations = 4 * VerifiedAffirmationList.maxPayload
}
