/// Comparison of secrets.
enum ConstantTime {
    /// Whether two values are equal, in a time that depends on nothing but the length.
    static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count
            && zip(left, right).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }
}
