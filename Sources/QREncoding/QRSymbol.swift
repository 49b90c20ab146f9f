/// A QR code: a square of dark and light modules (ISO/IEC 18004), without its quiet zone.
public struct QRSymbol: Equatable, Sendable {
    /// The version, from 1 (21 modules a side) to 40 (177).
    public let version: Int
    /// The modules of a side.
    public let side: Int
    /// Whether each module is dark, row by row from the top.
    let modules: [Bool]

    /// The modules of a light margin that scanners need (ISO/IEC 18004 §5.3.8).
    public static let quietZone = 4

    init(version: Int, side: Int, modules: [Bool]) {
        self.version = version
        self.side = side
        self.modules = modules
    }

    /// Whether a module is dark; what lies outside is light.
    public func isDark(row: Int, column: Int) -> Bool {
        (0..<side).contains(row) && (0..<side).contains(column) && modules[row * side + column]
    }
}

/// Why a text has no QR code.
public enum QRError: Error, Equatable, Sendable {
    /// More than the largest code holds at level M.
    case tooLong(characters: Int)
    /// A character outside the dense alphanumeric mode (ISO/IEC 18004 table 5).
    case character
    /// The encoder has no memory.
    case encoder
}
