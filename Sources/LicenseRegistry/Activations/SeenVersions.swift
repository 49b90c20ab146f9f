import LicenseSync
import LicenseVerifier

/// How new the objects are that a device holds, by its newest report.
public struct SeenVersions: Equatable, Sendable {
    /// The version of its trust bundle; nil where it has said nothing.
    public let bundle: UInt64?
    /// The number of the status list that its license is on; nil where it has said nothing.
    public let list: UInt64?

    /// What a report says, as far as a license is concerned.
    init(_ held: HeldVersions, for license: LicenseClaims) {
        bundle = held.bundle
        list = license.statusIndex.flatMap { held.lists[$0.shard] }
    }

    /// What was written of a report.
    init(bundle: UInt64?, list: UInt64?) {
        self.bundle = bundle
        self.list = list
    }
}
