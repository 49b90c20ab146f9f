import Foundation

/// A color for links and buttons that can be read on light pages, with a lighter one for dark pages.
struct AccentColor: Sendable {
    /// WCAG 2.2, 1.4.3, for text.
    static let leastContrast = 4.5

    private let red: Double
    private let green: Double
    private let blue: Double

    /// Reads `#rrggbb`; nil for anything else.
    init?(_ text: String) {
        guard text.hasPrefix("#"), text.utf8.count == 7,
            let number = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        red = Double(number >> 16) / 255
        green = Double(number >> 8 & 0xff) / 255
        blue = Double(number & 0xff) / 255
    }

    private init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The color in the form that is read.
    var text: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(Int((part * 255).rounded()), radix: 16)
                return digits.utf8.count == 1 ? "0\(digits)" : digits
            }.joined()
    }

    private var luminance: Double {
        func linear(_ part: Double) -> Double {
            part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// How far two colors are apart, from 1 to 21 (WCAG 2.2, contrast ratio).
    func contrast(to other: AccentColor) -> Double {
        let (high, low) = (
            max(luminance, other.luminance), min(luminance, other.luminance)
        )
        return (high + 0.05) / (low + 0.05)
    }

    static let white = AccentColor(red: 1, green: 1, blue: 1)
    private static let black = AccentColor(red: 0, green: 0, blue: 0)
    /// What links stand on in `PageStylesheet`: pages, tinted parts, and notices, by day and in the
    /// dark.
    static let dayGrounds = ["#ffffff", "#f5f6f8", "#e6f4eb", "#fdf1d8", "#fdeaea"]
    static let nightGrounds = ["#15181c", "#1f242a", "#16301f", "#34280d", "#3a1a1c"]
    /// The page in the dark.
    static let night = AccentColor(red: 0x15 / 255.0, green: 0x18 / 255.0, blue: 0x1c / 255.0)

    /// Whether it can be read on a light page, and white on it.
    var isReadable: Bool { contrast(to: .white) >= Self.leastContrast }

    /// The same color, as much darker as it takes on every part of a light page.
    var forDay: AccentColor { mixed(with: .black, toReadOn: Self.dayGrounds) }

    /// The same color, as much lighter as it takes on every part of a dark page.
    var forNight: AccentColor { mixed(with: .white, toReadOn: Self.nightGrounds) }

    /// As little of another color as it takes.
    private func mixed(with other: AccentColor, toReadOn grounds: [String]) -> AccentColor {
        let grounds = grounds.compactMap { AccentColor($0) }
        for step in 0...50 {
            let share = Double(step) / 50
            func part(_ own: Double, _ target: Double) -> Double { own + (target - own) * share }
            // As it is written, since that is what is seen.
            let mixed = AccentColor(
                AccentColor(
                    red: part(red, other.red), green: part(green, other.green),
                    blue: part(blue, other.blue)
                ).text)
            guard let mixed else { continue }
            if grounds.allSatisfy({ mixed.contrast(to: $0) >= Self.leastContrast }) {
                return mixed
            }
        }
        return other
    }
}
