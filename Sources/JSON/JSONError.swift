/// Why bytes are not JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Fault: Equatable, Sendable {
        /// The text ends within a value, or there is none.
        case endOfText
        /// A character that cannot be there.
        case unexpected
        /// Something follows the value.
        case trailing
        /// The bytes of a string are not UTF-8, or an escape names half a character.
        case notUnicode
        /// Values are nested too deeply.
        case tooDeep
    }

    /// What is wrong.
    public let fault: Fault
    /// How many bytes come before it.
    public let offset: Int
}
