import Foundation

/// What is printed: one line for each number, with the bound that it is to keep.
enum Report {
    static func show(_ name: String, _ value: Double, _ unit: String, _ note: String = "") {
        let words = [
            name.padding(toLength: 48, withPad: " ", startingAt: 0), text(value), unit, note,
        ]
        print(words.filter { !$0.isEmpty }.joined(separator: " "))
        fflush(nil)
    }

    /// Three digits after the point, of numbers that are small.
    static func text(_ value: Double) -> String {
        value >= 100 ? "\(Int(value))" : String(format: "%.3f", value)
    }
}
