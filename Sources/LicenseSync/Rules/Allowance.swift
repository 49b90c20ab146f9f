/// How far one activation may count before it must sync again, and how far it says it has counted.
///
/// What is granted follows from the vendor's policy and from settlement, never from what a device
/// says: a report cannot raise what its device may use.
public struct Allowance: Equatable, Sendable {
    /// What it may use in all; certificates promise exactly this.
    public private(set) var granted: UInt64
    /// What it says it has used in all.
    public private(set) var used: UInt64
    /// What it had used when nobody could know what was granted: while the license had no limit, or
    /// while the service had forgotten what it had promised.
    public private(set) var unmetered: UInt64

    /// Nothing granted and nothing used.
    public init() {
        self.init(granted: 0, used: 0)
    }

    /// Takes an allowance out of storage.
    public init(granted: UInt64, used: UInt64, unmetered: UInt64 = 0) {
        self.granted = granted
        self.used = used
        self.unmetered = unmetered
    }

    /// What is granted and not known to be used.
    public var open: UInt64 { granted > used ? granted - used : 0 }

    /// What is used of the grant.
    public var covered: UInt64 { min(used, granted) }

    /// What is used beyond the grant, which only a changed program or a lie can do.
    ///
    /// It is evidence, and takes nothing from the license's other devices. While there is any, the
    /// device gets no more units.
    public var overdraft: UInt64 {
        let allowed = max(granted, unmetered)
        return used > allowed ? used - allowed : 0
    }

    /// Learns what was used; a lower total than is known changes nothing.
    public mutating func count(_ total: UInt64) {
        used = max(used, total)
    }

    /// Learns what was used of a license without a limit.
    public mutating func countUnmetered(_ total: UInt64) {
        count(total)
        unmetered = used
    }
}

/// How much of a license's units a device gets at a time.
public struct AllowancePolicy: Equatable, Sendable {
    /// How far ahead of its use a device may count.
    public var headroom: UInt64
    /// A device gets at most one part in this many of the units left, but at least one unit; 1
    /// for all.
    public var share: UInt64

    /// Takes both numbers; a share of zero counts as one.
    public init(headroom: UInt64, share: UInt64) {
        self.headroom = headroom
        self.share = max(share, 1)
    }
}

/// The units of one license, of which each activation holds a slice (a bounded counter).
///
/// What is granted never sums to more than the limit, so devices that do not see each other cannot
/// oversell the license together, whatever they report. A slice comes back by its device's own
/// word, when it has ended, or when the vendor voids the device; that a lease ran out proves
/// nothing about what was used.
public struct AllowancePool: Equatable, Sendable {
    /// The license's usage limit.
    public let limit: UInt64
    /// The sum of all that was granted.
    public private(set) var granted: UInt64

    /// A pool of which so much is granted: the sum over all activations.
    ///
    /// More than the limit can be granted where the limit was lowered.
    public init(limit: UInt64, granted: UInt64 = 0) {
        self.limit = limit
        self.granted = granted
    }

    /// What can still be granted.
    public var left: UInt64 { limit > granted ? limit - granted : 0 }

    /// Grants an activation what the policy gives it; returns how much.
    ///
    /// A grant never falls here: the device may hold an older certificate. Nothing is granted to a
    /// device in overdraft.
    @discardableResult
    public mutating func grant(
        _ policy: AllowancePolicy, to allowance: inout Allowance
    ) -> UInt64 {
        guard left > 0, allowance.overdraft == 0, allowance.open < policy.headroom else { return 0 }
        if allowance.used > allowance.granted {
            // All of it was used while there was no limit. The device gets one slice, as a new one
            // would, and only where that reaches beyond its use.
            guard allowance.granted == 0, allowance.used < policy.headroom else { return 0 }
        }
        let units = min(policy.headroom - allowance.open, max(left / policy.share, 1))
        allowance.raise(by: units)
        granted += units
        return units
    }

    /// Takes what a device says it has used for no lie, as far as there are units left: after a
    /// restore the service may have forgotten what it has promised.
    ///
    /// It grants nothing. What was promised is proven by a certificate, and not by a report.
    func excuse(_ allowance: inout Allowance) {
        guard allowance.overdraft > 0 else { return }
        allowance.excuse(min(allowance.used, allowance.granted + left))
    }

    /// Takes back what a device that has ended did not use; returns how much.
    @discardableResult
    public mutating func settle(_ allowance: inout Allowance) -> UInt64 {
        takeBack(allowance.open, of: &allowance)
    }

    /// Takes back all that was granted to a device whose word counts for nothing; returns how much.
    @discardableResult
    public mutating func takeBack(_ allowance: inout Allowance) -> UInt64 {
        takeBack(allowance.granted, of: &allowance)
    }

    private mutating func takeBack(_ units: UInt64, of allowance: inout Allowance) -> UInt64 {
        allowance.lower(by: units)
        granted -= min(units, granted)
        return units
    }
}

extension Allowance {
    fileprivate mutating func raise(by units: UInt64) {
        granted += units
    }

    fileprivate mutating func excuse(_ total: UInt64) {
        unmetered = max(unmetered, total)
    }

    fileprivate mutating func lower(by units: UInt64) {
        granted -= min(units, granted)
    }
}
