import Glibc

/// How far long work is, on standard error and only where a person looks at it.
package struct ProgressBar {
    private let isShown: Bool
    private let total: Int
    private let started = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// A bar for work of `total` parts; of unknown length where that is zero.
    package init(total: Int, isQuiet: Bool = false) {
        self.total = total
        isShown = !isQuiet && Console.isTerminal(STDERR_FILENO)
    }

    /// Draws the bar again, at most ten times a second.
    package mutating func show(_ done: Int, count: Int, of things: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if let lastShown, now - lastShown < .milliseconds(100), total == 0 || done < total {
            return
        }
        lastShown = now
        let elapsed = Self.seconds(now - started)
        let rate = elapsed > 0 ? Int(Double(count) / elapsed) : 0
        draw("\(bar(done))\(count) \(things), \(rate)/s")
    }

    /// Takes the bar away.
    package func finish() {
        if isShown { draw("") }
    }

    private func bar(_ done: Int) -> String {
        guard total > 0 else { return "" }
        let width = 24
        let filled = min(width, width * done / total)
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: "-", count: width - filled) + "] \(min(100, 100 * done / total)) % "
    }

    private func draw(_ line: String) {
        Console.writeError("\r\u{1b}[K\(line)")
    }

    private static func seconds(_ span: Duration) -> Double {
        Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }
}
