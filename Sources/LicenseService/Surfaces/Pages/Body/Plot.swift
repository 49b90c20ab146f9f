/// What one bar of a plot is of.
enum DayPlotSpan: String, CaseIterable, Sendable {
    case day, week, month
}

/// What happened in each of a row of days, weeks or months, as bars.
struct Plot: Sendable {
    let plotTitle: String
    /// Drawn here, of numbers alone.
    let plotSVG: String
    /// The same in words, for those who do not see it.
    let plotSummary: String
    let firstDay: String
    let lastDay: String
    let peak: String
    /// What the peak is of.
    let peakLabel: String

    static let width = 720
    static let height = 120

    /// - Parameters:
    ///   - bars: the sums, in their order; `first` and `last` name the ends.
    ///   - span: what one bar is of.
    init(
        _ title: String, _ bars: [Int64], of span: DayPlotSpan, first: String, last: String
    ) {
        plotTitle = title
        peakLabel = span == .day ? "most on one day" : "most in one \(span.rawValue)"
        let top = max(bars.max() ?? 0, 1)
        peak = (bars.max() ?? 0).grouped
        firstDay = first
        lastDay = last
        let total = bars.reduce(0, +)
        plotSummary =
            "\(title): \(total.grouped) from \(first) to \(last), \(peakLabel) \(peak)."
        let step = Double(Self.width) / Double(max(bars.count, 1))
        var path = ""
        for (index, bar) in bars.enumerated() where bar > 0 {
            let height = max(2, Int(Double(bar) / Double(top) * Double(Self.height - 8)))
            let left = Int((Double(index) * step).rounded())
            let right = max(left + 1, Int((Double(index + 1) * step).rounded()) - 1)
            path += "M\(left) \(Self.height)V\(Self.height - height)H\(right)V\(Self.height)z"
        }
        plotSVG = """
            <svg class="plot" viewBox="0 0 \(Self.width) \(Self.height + 1)" \
            preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <path class="plot-line" d="M0 \(Self.height).5H\(Self.width)"/>\
            <path class="plot-bars" d="\(path)"/></svg>
            """
    }
}
