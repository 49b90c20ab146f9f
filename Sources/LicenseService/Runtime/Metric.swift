/// A number that a service reports.
///
/// Each is declared beside what it counts.
struct Metric: Sendable {
    /// The name in a back end, without the prefix that all have.
    let name: String
    /// What it counts, for readers of the numbers.
    let help: String

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// The name in a back end.
    var label: String { "latchkeyd_\(name)" }
}
