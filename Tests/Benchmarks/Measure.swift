/// Times two pieces of work against each other, in turns, and compares their best turns.
///
/// A machine's speed wanders; what both see within one run, they share.
enum Measure {
    /// The best time of a turn of each, in seconds.
    static func pair(
        turns: Int, _ floor: () throws -> Void, _ ours: () throws -> Void
    ) rethrows -> (floor: Double, ours: Double) {
        var best = (floor: Double.infinity, ours: Double.infinity)
        for _ in 0..<turns {
            best.floor = min(best.floor, try seconds(floor))
            best.ours = min(best.ours, try seconds(ours))
        }
        return best
    }

    /// The best time of a turn of each, in seconds, in the same order.
    static func inTurns(_ turns: Int, _ works: [() throws -> Void]) throws -> [Double] {
        var best = [Double](repeating: .infinity, count: works.count)
        for _ in 0..<turns {
            for (index, work) in works.enumerated() {
                best[index] = min(best[index], try seconds(work))
            }
        }
        return best
    }

    /// The best time of several turns, in seconds.
    static func best(of turns: Int, _ work: () throws -> Void) rethrows -> Double {
        try (0..<turns).reduce(Double.infinity) { best, _ in min(best, try seconds(work)) }
    }

    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try work()
        return (clock.now - start).inSeconds
    }

    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await work()
        return (clock.now - start).inSeconds
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// One measured number beside its bound.
struct Line {
    let name: String
    let value: Double
    let unit: String
    let bound: String
    let isMet: Bool

    init(_ name: String, _ value: Double, _ unit: String, atMost bound: Double) {
        self.init(name, value, unit, "≤ \(Self.text(bound))", value <= bound)
    }

    init(_ name: String, _ value: Double, _ unit: String, atLeast bound: Double) {
        self.init(name, value, unit, "≥ \(Self.text(bound))", value >= bound)
    }

    /// A number that is told without a bound.
    init(_ name: String, _ value: Double, _ unit: String) {
        self.init(name, value, unit, "", true)
    }

    private init(
        _ name: String, _ value: Double, _ unit: String, _ bound: String, _ isMet: Bool
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.bound = bound
        self.isMet = isMet
    }

    func show() {
        let mark = bound.isEmpty ? " " : isMet ? "ok" : "MISSED"
        let name = self.name + String(repeating: " ", count: max(0, 54 - self.name.count))
        print("\(name) \(Self.text(value)) \(unit)  \(bound)  \(mark)")
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String((value * 1000).rounded() / 1000)
    }
}
