import LicenseRegistry
import LicenseVerifier

/// What happened on the last days, weeks or months, as bars.
struct DayPlots: Sendable {
    let span: DayPlotSpan
    let counts: [DayCount]
    let now: Timestamp

    /// The first day that any bar is about.
    static func firstDay(_ span: DayPlotSpan, at now: Timestamp) -> Int64 {
        now.daysSinceEpoch - span.days + 1
    }

    var sections: [PageSection] {
        let kinds: [(DayCountKind, String)] = [
            (.activations, "Activations"), (.validations, "Validations"), (.units, "Units used"),
        ]
        var sections = kinds.enumerated().map { index, kind in
            var section = PageSection(index == 0 ? "Activity" : nil)
            section.anchor = index == 0 ? "activity" : nil
            section.plot = plot(kind.0, kind.1)
            return section
        }
        sections.append(refusals)
        return sections
    }

    func sums(_ kind: DayCountKind) -> [Int64] {
        let last = span.bar(of: now.daysSinceEpoch)
        let first = last - span.bars + 1
        var sums = [Int64](repeating: 0, count: Int(span.bars))
        for count in counts where count.kind == kind {
            let bar = span.bar(of: count.day)
            if (first...last).contains(bar) { sums[Int(bar - first)] += count.total }
        }
        return sums
    }

    private func plot(_ kind: DayCountKind, _ title: String) -> Plot {
        let first = Timestamp(
            secondsSinceEpoch: max(0, Self.firstDay(span, at: now)) * 86_400)
        return Plot(
            "\(title) by \(span.rawValue)", sums(kind), of: span, first: first?.dayText ?? "",
            last: now.dayText)
    }

    /// Why something was refused, from the name under which it is counted.
    private static func words(of code: String) -> String {
        switch code {
        case "unknown": "no such key"
        case "disabled": "the license is disabled"
        case "revoked": "the license is revoked"
        case "expired": "the license has ended"
        case "seats-not-used": "the license has no seats"
        case "seats-taken": "all seats are taken"
        case "seat-moves": "the seats have moved too often"
        case "unknown-seat": "no such seat"
        case "conditions": "other conditions"
        case "other-benefit": "another benefit"
        case "other-customer": "another customer"
        case "units": "not enough units left"
        // Of a newer node.
        default: code
        }
    }

    private var refusals: PageSection {
        var section = PageSection("Refusals")
        var totals: [String: Int64] = [:]
        for count in counts where count.kind == .refusals {
            totals[count.code, default: 0] += count.total
        }
        section.table = PageTable(
            "Refusals", ["Why", "How often#"],
            totals.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
                [.text(Self.words(of: $0.key)), .number($0.value)]
            }, empty: "Nothing was refused.")
        return section
    }
}

extension DayPlotSpan {
    /// How many bars there are.
    var bars: Int64 {
        switch self {
        case .day: 30
        case .week: 26
        case .month: 12
        }
    }

    /// The bar of a day: each has a number, one more than the bar before.
    func bar(of day: Int64) -> Int64 {
        switch self {
        case .day: day
        // 1970-01-01 was a Thursday; weeks begin on Mondays.
        case .week: (day + 3) / 7
        case .month:
            Timestamp(secondsSinceEpoch: day * 86_400)?.monthsSinceYearZero ?? 0
        }
    }

    /// How many days may belong to the bars.
    var days: Int64 {
        switch self {
        case .day: 30
        case .week: 26 * 7
        case .month: 366
        }
    }
}
