/// A JSON number as it is written (RFC 8259 §6).
public struct JSONNumber: Equatable, Sendable {
    private enum Form: Equatable, Sendable {
        case integer(Int64)
        case text(String)
    }

    private let form: Form

    /// An integer.
    public init(_ value: Int64) {
        form = .integer(value)
    }

    /// - Parameter text: follows the grammar, and is not a plain integer that fits.
    init(literal text: String) {
        form = .text(text)
    }

    /// The integer, where the number is written as one and fits 64 bits.
    public var integer: Int64? {
        if case .integer(let value) = form { value } else { nil }
    }

    /// The characters.
    public var text: String {
        switch form {
        case .integer(let value): "\(value)"
        case .text(let text): text
        }
    }

    /// The nearest floating-point number; infinite for what is too large for one.
    public var double: Double {
        switch form {
        case .integer(let value): Double(value)
        // The grammar is a part of what Swift reads.
        case .text(let text): Double(text) ?? .nan
        }
    }
}
