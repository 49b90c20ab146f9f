public import LicenseVerifier

/// What a device needs beside an answer, so that the answer is enough (Device-Messages §8).
public struct NeededEnclosures: Equatable, Sendable {
    /// What a status list says of its license.
    public let status: Bool
    /// The trust bundle.
    public let bundle: Bool

    /// - Parameters:
    ///   - held: what the device says that it holds. One that names no bundle pins its vendor's keys,
    ///     or does not say, and gets none.
    ///   - newest: what the vendor has published.
    public init(for license: LicenseClaims, holding held: HeldVersions, newest: HeldVersions) {
        status =
            if license.offline != nil, let shard = license.statusIndex?.shard,
                let published = newest.lists[shard]
            {
                published > held.lists[shard] ?? 0
            } else {
                false
            }
        bundle =
            if let known = held.bundle, let published = newest.bundle {
                published > known
            } else {
                false
            }
    }
}
