import SQLDatabase

/// The types of columns and parameters, by the numbers that they have on every server.
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let varchar: UInt32 = 1043
    static let numeric: UInt32 = 1700
    static let xid8: UInt32 = 5069

    /// The value of a column in its binary form; nil for a type that the registry has no use for.
    static func value(_ bytes: [UInt8], of type: UInt32) -> SQLValue? {
        switch type {
        case bytea: .blob(bytes)
        case text, varchar, name, char:
            String(validating: bytes, as: UTF8.self).map { .text($0) }
        case int8, int4, int2, oid, bool: integer(bytes, isSigned: type != oid)
        case numeric: wholeNumber(bytes).map { .integer($0) }
        default: nil
        }
    }

    private static func integer(_ bytes: [UInt8], isSigned: Bool) -> SQLValue? {
        guard let first = bytes.first, bytes.count <= 8 else { return nil }
        let start: Int64 = isSigned && bytes.count > 1 && first & 0x80 != 0 ? -1 : 0
        return .integer(bytes.reduce(start) { $0 << 8 | Int64($1) })
    }

    /// A `numeric` without a fraction: the server's type for the sum of a column of integers.
    ///
    /// Four numbers of two bytes (how many digits to the base 10,000, the power of the first, the
    /// sign, the decimal places shown), then the digits.
    private static func wholeNumber(_ bytes: [UInt8]) -> Int64? {
        let numbers = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            Int64(bytes[index]) << 8 | Int64(bytes[index + 1])
        }
        guard bytes.count.isMultiple(of: 2), numbers.count >= 4, numbers[0] == numbers.count - 4,
            numbers[2] == 0 || numbers[2] == 0x4000
        else { return nil }
        let digits = numbers[4...]
        guard !digits.isEmpty else { return 0 }
        // Digits beyond the last place before the point would be a fraction.
        guard numbers[1] < 5, digits.count <= numbers[1] + 1 else { return nil }
        var result: Int64 = 0
        for place in 0...Int(numbers[1]) {
            let digit = place < digits.count ? digits[4 + place] : 0
            let (shifted, overflows) = result.multipliedReportingOverflow(by: 10_000)
            let (sum, overflowsToo) = shifted.subtractingReportingOverflow(digit)
            guard !overflows, !overflowsToo else { return nil }
            result = sum
        }
        if numbers[2] == 0x4000 { return result }
        return result == .min ? nil : -result
    }
}
