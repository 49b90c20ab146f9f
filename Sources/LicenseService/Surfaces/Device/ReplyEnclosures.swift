import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// Adds to answers what their devices need to be allowed (Device-Messages §8).
///
/// A device without a network has nothing but the answer, and each object that is forgotten is one more
/// trip to it.
struct ReplyEnclosures: Sendable {
    let lists: PublishedLists
    let trust: ServedTrust
    let keys: ServiceKeys
    let licenses: LicenseCache
    let clock: ServiceClock

    /// The answer with what goes along.
    func reply(_ answer: DeviceAnswer, holding held: HeldVersions) -> EnclosedAnswer {
        let claims = answer.license.claims
        let list = claims.statusIndex.flatMap {
            lists[StatusListID(claims.organization, $0.shard)]
        }
        var newest = HeldVersions()
        if let list { newest.lists.raise(list.claims.shard, to: list.claims.sequence) }
        newest.bundle = trust.content(of: claims.organization)?.bundle.version
        let needed = NeededEnclosures(for: claims, holding: held, newest: newest)
        var reply = EnclosedAnswer(answer.receipt)
        if needed.bundle { reply.enclosures += trust.objects(of: claims.organization) }
        if needed.status, let list, let status = status(of: answer, in: list) {
            reply.enclosures.append(status)
        }
        return reply
    }

    /// A list that is small goes along as it is, since the next one can be told by what has changed.
    private func status(of answer: DeviceAnswer, in served: ServedList) -> SignedMessage? {
        if served.list.message.bytes.count <= SyncLimits.maxEnclosedList {
            return served.list.message
        }
        let organization = answer.license.claims.organization
        guard keys.fault(of: .lists, for: organization, at: clock.now()) == nil else { return nil }
        // A license whose key is no longer trusted is not helped by its status.
        guard let license = try? licenses.verify(LicenseKey(answer.license.message)) else {
            return nil
        }
        // Else nobody knows about which key a staple would have to be.
        guard answer.leavesNewestKey else { return served.list.message }
        return try? keys.staple(of: served.list, for: license).message
    }
}
