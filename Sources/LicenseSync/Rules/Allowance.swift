/// How far one activation has counted, and how far it may before it must sync again.
public struct Allowance: Equatable, Sendable {
    /// What it is known to have used in all.
    public private(set) var used: UInt64
    /// What it may use in all; never less than what it has used.
    public private(set) var ceiling: UInt64

    /// Nothing used and nothing allowed.
    public init() {
        used = 0
        ceiling = 0
    }

    /// Takes an allowance out of storage; nil when more is used than allowed.
    public init?(used: UInt64, ceiling: UInt64) {
        guard used <= ceiling else { return nil }
        self.used = used
        self.ceiling = ceiling
    }

    /// What is allowed and not known to be used.
    public var open: UInt64 { ceiling - used }
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
/// What was granted never sums to more than the limit, so devices that do not see each other cannot
/// oversell the license together. A slice is given back only by its device's own word, when it has
/// ended; that a lease ran out proves nothing about what was used.
public struct AllowancePool: Equatable, Sendable {
    /// The license's usage limit.
    public let limit: UInt64
    /// The sum of all ceilings.
    public private(set) var granted: UInt64

    /// A pool of which so much is granted: the sum of the ceilings of all activations.
    ///
    /// More than the limit can be granted where the limit was lowered, or a forked ledger has used
    /// more than it was allowed.
    public init(limit: UInt64, granted: UInt64 = 0) {
        self.limit = limit
        self.granted = granted
    }

    /// What can still be granted.
    public var left: UInt64 { limit > granted ? limit - granted : 0 }

    /// Raises an activation's ceiling by what the policy gives it; returns by how much.
    ///
    /// Ceilings never fall: the device may hold an older certificate.
    @discardableResult
    public mutating func grant(
        _ policy: AllowancePolicy, to allowance: inout Allowance
    ) -> UInt64 {
        guard policy.headroom > allowance.open, left > 0 else { return 0 }
        let wanted = policy.headroom - allowance.open
        let units = min(wanted, max(left / policy.share, 1))
        allowance = Allowance(unchecked: allowance.used, allowance.ceiling + units)
        granted += units
        return units
    }

    /// Learns what an activation has used; a lower total than is known changes nothing.
    ///
    /// Returns by how much it has gone beyond its ceiling, which only a changed program or a second
    /// copy of a ledger can do. That much is granted afterwards, since it is used.
    @discardableResult
    public mutating func count(_ total: UInt64, by allowance: inout Allowance) -> UInt64 {
        let used = max(total, allowance.used)
        let beyond = used > allowance.ceiling ? used - allowance.ceiling : 0
        allowance = Allowance(unchecked: used, allowance.ceiling + beyond)
        granted += beyond
        return beyond
    }

    /// Takes back what a device that has ended did not use; returns how much.
    @discardableResult
    public mutating func settle(_ allowance: inout Allowance) -> UInt64 {
        let returned = allowance.open
        allowance = Allowance(unchecked: allowance.used, allowance.used)
        granted -= min(returned, granted)
        return returned
    }
}

extension Allowance {
    fileprivate init(unchecked used: UInt64, _ ceiling: UInt64) {
        self.used = used
        self.ceiling = ceiling
    }
}
