import Foundation

/// What is printed: one line for each number, with the bound that it is to keep.
enum Report {
    static func show(_ name: String, _ value: Double, _ unit: String, _ note: String = "") {
        let text = value >= 100 ? "\(Int(value))" : String(format: "%.3f", value)
        let words = [
            name.padding(toLength: 48, withPad: " ", startingAt: 0), text, unit, note,
        ]
        print(words.filter { !$0.isEmpty }.joined(separator: " "))
        fflush(nil)
    }

    /// A rate in parts of its floor.
    static func compare(_ rate: Double, with floor: Double, _ bound: String) {
        show("  of the floor", rate / floor, "", bound)
    }
}
