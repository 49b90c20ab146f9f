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
        return try registry.newestList(in: home.marks, of: claims.organization, shard: shard)
    }

    /// A short list as it is; of a longer one what it says of this license, where its key is here.
    private func status(
        of answer: DeviceAnswer, in list: VerifiedStatusList
    ) throws -> SignedMessage {
        guard list.message.bytes.count > SyncLimits.maxEnclosedList, answer.leavesNewestKey,
            let issuers = IssuingKeys(try registry.organizations.signingKeys()),
            // Where one of these fails, the whole list says it too.
            let license = try? issuers.verify(LicenseKey(answer.license.message)),
            let key = try? signingKey(of: list),
            let staple = try? list.staple(for: license, signedBy: key)
        else { return list.message }
        return staple.message
    }

    /// The key of the list itself, by which the machine knows it, or else the one for lists.
    private func signingKey(of list: VerifiedStatusList) throws -> SigningKey {
        let ring = KeyRing(home: home, organizations: registry.organizations)
        let signer = list.message.header.keyID
        let own = try registry.organizations.signingKeys().first { $0.publicKey.keyID == signer }
        if let own, try ring.serviceListKeys(for: list.claims.organization).isEmpty {
            return try ring.signingKey(of: own, passphrase: passphrase)
        }
        return try ring.listKey(nil, for: list.claims.organization, passphrase: passphrase)
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
