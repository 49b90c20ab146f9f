import COSE
import LicenseVerifier

/// A list as it is served.
struct ServedList: Sendable {
    let list: VerifiedStatusList
    let document: StaticDocument
    /// What has changed since fixed moments, for devices that hold a list already.
    let deltas: [DeltaPeriod: StaticDocument]

    var claims: StatusListClaims { list.claims }

    /// A list and deltas that the caller has verified, or made.
    init(_ list: VerifiedStatusList, _ deltas: [DeltaPeriod: VerifiedStatusDelta]) {
        self.list = list
        let end = list.claims.issuedAt + list.claims.timeToLive
        document = StaticDocument(
            list.message.bytes, mediaType: "application/statuslist+cwt", freshUntil: end)
        self.deltas = deltas.mapValues { delta in
            StaticDocument(
                delta.message.bytes, mediaType: "application/vnd.latchkey.delta+cwt",
                freshUntil: end)
        }
    }
}
