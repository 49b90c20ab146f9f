package import COSE
import LicenseSync
import LicenseVerifier

/// In which turn objects are taken, so that one vouches for the next: trust bundles first and of them
/// the oldest, since each hands the root keys on; the vendor's answers after all that they rest on; and
/// last what is said of a license key's status, since an answer may bring that key.
package struct InstallOrder: Comparable, Sendable {
    private static let types: [MessageType] = [
        .trustBundle, .affirmation, .cwt, .activationCertificate, .clockReset, .receipt,
        .statusList, .statusDelta, .statusStaple,
    ]

    private let rank: Int
    /// What a bundle claims; nothing but its turn rests on it.
    private let version: UInt64

    /// The turn of an object; nil for one that a ledger has no use for.
    package init?(_ message: SignedMessage) {
        guard let rank = Self.types.firstIndex(of: message.header.type) else { return nil }
        self.rank = rank
        version =
            message.header.type == .trustBundle
            ? TrustBundle(payload: message.unverifiedPayload)?.version ?? 0 : 0
    }

    /// Puts things that hold objects in order; those of no use come last.
    package static func sorted<Element>(
        _ elements: [Element], by object: (Element) -> SignedMessage?
    ) -> [Element] {
        let turns = elements.map { object($0).flatMap { InstallOrder($0) } }
        let useful = elements.indices.compactMap { index in
            turns[index].map { (turn: $0, index: index) }
        }.sorted { ($0.turn, $0.index) < ($1.turn, $1.index) }
        return useful.map { elements[$0.index] }
            + elements.indices.filter { turns[$0] == nil }.map { elements[$0] }
    }

    /// The earlier turn.
    package static func < (left: InstallOrder, right: InstallOrder) -> Bool {
        (left.rank, left.version) < (right.rank, right.version)
    }
}
