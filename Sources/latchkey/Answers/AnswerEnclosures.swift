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

/// What goes along with a vendor's answer, as far as the issuer has it here (Device-Messages §8).
struct AnswerEnclosures {
    let home: HomeLayout
    let registry: Registry
    let passphrase: PassphraseOptions

    /// The answer with all that its machine needs; what is missing is said on standard error.
    func answer(
        _ answer: DeviceAnswer, holding held: HeldVersions, at now: Timestamp
    ) throws -> EnclosedAnswer {
        let claims = answer.license.claims
        let bundle = try IssuerBundle(of: home)
        let list = try newestList(for: claims)
        var newest = HeldVersions()
        if let list { newest.lists.raise(list.claims.shard, to: list.claims.sequence) }
        if let bundle = bundle?.served.bundle, bundle.organization == claims.organization {
            newest.bundle = bundle.version
        }
        let needed = NeededEnclosures(for: claims, holding: held, newest: newest)
        var enclosed = EnclosedAnswer(answer.receipt)
        if needed.bundle, let bundle { enclosed.enclosures += bundle.objects }
        if needed.status, let list {
            enclosed.enclosures.append(try status(of: answer, in: list))
        }
        warn(of: list?.claims, for: claims, now)
        return enclosed
    }

    /// The newest list of a license that was signed here, which may be out already.
    private func newestList(for claims: LicenseClaims) throws -> VerifiedStatusList? {
        guard claims.offline != nil, let shard = claims.statusIndex?.shard else { return nil }
        let own = try registry.organizations.signingKeys().map(\.publicKey)
        let service = try registry.organizations.serviceKeys().map(\.publicKey)
        guard let keys = StatusKeys(pinning: own + service.filter { !own.contains($0) }) else {
            throw RegistryError.database(.corrupt)
        }
        return try home.marks.lists().compactMap { bytes in
            // A list of a key that is no longer here is another's business.
            try? keys.verify(SignedMessage(bytes, maxPayload: Limits.maxObjectBytes))
        }.filter { list in
            list.claims.organization == claims.organization && list.claims.shard == shard
        }.max { $0.claims.sequence < $1.claims.sequence }
    }

    /// A short list as it is; of a longer one what it says of this license, where its key is here.
    private func status(
        of answer: DeviceAnswer, in list: VerifiedStatusList
    ) throws -> SignedMessage {
        guard list.message.bytes.count > SyncLimits.maxEnclosedList, answer.leavesNewestKey,
            let issuers = IssuingKeys(try registry.organizations.signingKeys()),
            // Where one of these fails, the whole list says it too.
            let license = try? issuers.verify(LicenseKey(answer.license.message)),
            let key = try? signingKey(list.message.header.keyID),
            let staple = try? list.staple(for: license, signedBy: key)
        else { return list.message }
        return staple.message
    }

    private func signingKey(_ id: KeyID) throws -> SigningKey {
        let ring = KeyRing(home: home, organizations: registry.organizations)
        let own = try registry.organizations.signingKeys().first { $0.publicKey.keyID == id }
        if let own { return try ring.signingKey(of: own, passphrase: passphrase) }
        return try ring.signingKey(.status, passphrase: passphrase)
    }

    /// An answer does not help a machine whose license asks for a newer list than there is.
    private func warn(
        of list: StatusListClaims?, for claims: LicenseClaims, _ now: Timestamp
    ) {
        guard let offline = claims.offline, claims.statusIndex != nil else { return }
        let known = max(list?.issuedAt ?? claims.issuedAt, claims.issuedAt)
        guard now > known + offline else { return }
        Console.remark(
            "warning: the license asks for a status that is at most "
                + "\(offline.components.seconds / 86_400) days old, and the newest here is of "
                + "\(known): publish a list with `latchkey status publish`, and answer again")
    }
}
