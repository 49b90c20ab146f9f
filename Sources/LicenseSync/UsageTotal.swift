/// One of the things that a license counts.
public struct Meter: Hashable, Comparable, Sendable {
    /// The number on the wire.
    public let number: UInt32

    /// The meter of the license's usage limit, the only one that version 1 limits.
    public static let units = Meter(0)

    /// Takes the number of a meter.
    public init(_ number: UInt32) {
        self.number = number
    }

    /// The order of the numbers.
    public static func < (left: Meter, right: Meter) -> Bool { left.number < right.number }
}

/// What one activation has used in all since it began, by meter.
///
/// Totals are cumulative, so two of them merge by keeping the larger of each meter: in any order,
/// any number of times, with the same result. Nothing is lost and nothing counts twice.
public struct UsageTotal: Equatable, Sendable {
    private struct Total: Equatable {
        let meter: Meter
        var units: UInt64
    }

    /// Ascending by meter, without those at zero, so that equal totals are equal values.
    ///
    /// Few licenses have more than one meter, and to look through one costs less than to hash it.
    private var totals: [Total] = []

    /// Nothing used.
    public init() {}

    /// A number of units of the license's usage limit.
    public init(units: UInt64) {
        raise(.units, to: units)
    }

    /// The total of a meter; zero for one that was never used.
    public subscript(meter: Meter) -> UInt64 {
        totals.first { $0.meter == meter }?.units ?? 0
    }

    /// Whether nothing was used.
    public var isZero: Bool { totals.isEmpty }

    /// Meters with their totals, ascending by meter; those at zero are left out.
    public var entries: [(meter: Meter, units: UInt64)] {
        totals.map { (meter: $0.meter, units: $0.units) }
    }

    /// Takes a meter's total up; a lower one than is known changes nothing.
    public mutating func raise(_ meter: Meter, to total: UInt64) {
        let index = totals.firstIndex { $0.meter >= meter } ?? totals.endIndex
        if index < totals.endIndex, totals[index].meter == meter {
            totals[index].units = max(totals[index].units, total)
        } else if total > 0 {
            totals.insert(Total(meter: meter, units: total), at: index)
        }
    }

    /// Takes a part of the sum out again; no meter falls below zero.
    mutating func takeOut(_ part: UsageTotal) {
        totals = totals.compactMap { total in
            let less = part[total.meter]
            return less < total.units
                ? Total(meter: total.meter, units: total.units - less) : nil
        }
    }

    /// Keeps the larger total of each meter.
    public mutating func merge(_ other: UsageTotal) {
        for total in other.totals { raise(total.meter, to: total.units) }
    }

    /// The larger total of each meter.
    public func merging(_ other: UsageTotal) -> UsageTotal {
        var merged = self
        merged.merge(other)
        return merged
    }

    /// Whether no meter is lower than another total's.
    public func covers(_ other: UsageTotal) -> Bool {
        other.totals.allSatisfy { self[$0.meter] >= $0.units }
    }
}
