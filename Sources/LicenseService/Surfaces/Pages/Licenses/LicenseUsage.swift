import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// What was used of a license, by meter and by month.
struct LicenseUsage: Sendable {
    /// How many months are shown.
    static let months: Int64 = 12

    /// What devices have reported, by meter, and what was used online.
    let total: UsageTotal
    let counts: [MonthCount]
    let now: Timestamp

    static func firstMonth(at now: Timestamp) -> Int64 {
        now.monthsSinceYearZero - months + 1
    }

    /// Reads it.
    init(of license: LicenseDetails, in registry: Registry, now: Timestamp) throws {
        var total = try registry.activations.usage(of: license.claims.license)
        total.raise(.units, to: UInt64(clamping: license.usage))
        self.total = total
        counts = try registry.nodes.dayCounts.months(
            of: license.claims.license, from: Self.firstMonth(at: now))
        self.now = now
    }

    private var meters: [Meter] {
        Set(total.entries.filter { $0.units > 0 }.map(\.meter)).sorted()
    }

    /// A table of the meters where there is more than one, and a plot for each; none where nothing
    /// was used.
    var sections: [PageSection] {
        let meters = meters
        var sections: [PageSection] = []
        if meters.count > 1 {
            var section = PageSection("Usage by meter")
            section.table = PageTable(
                "Usage by meter", ["Meter", "Used#"],
                meters.map { [.text($0.title), .number(total[$0])] }, empty: "")
            sections.append(section)
        }
        return sections
            + meters.map { meter in
                var section = PageSection(nil, note(of: meter))
                section.plot = plot(of: meter)
                return section
            }
    }

    /// What the sum has and the plot has not; nil where they agree.
    private func note(of meter: Meter) -> String? {
        let shown = counts.filter { $0.meter == meter }.reduce(Int64(0)) { $0 + $1.units }
        guard UInt64(clamping: shown) < UInt64(clamping: total[meter]) else { return nil }
        return
            "The plot has what programs and devices have counted in these months; what was set in another way, or used before, is in the sum alone."
    }

    private func plot(of meter: Meter) -> Plot {
        let first = Self.firstMonth(at: now)
        var bars = [Int64](repeating: 0, count: Int(Self.months))
        for count in counts where count.meter == meter {
            let bar = count.month - first
            if bars.indices.contains(Int(bar)) { bars[Int(bar)] += count.units }
        }
        return Plot(
            "\(meter.title) by month", bars, of: .month, first: Self.name(first),
            last: Self.name(first + Self.months - 1))
    }

    /// The month as people write it.
    private static func name(_ month: Int64) -> String {
        "\(TimeText.months[Int(month % 12)]) \(month / 12)"
    }
}

extension Meter {
    /// For people.
    fileprivate var title: String { self == .units ? "Units" : "Meter \(number)" }
}
