/// Draws an id from a digest, so that it is the same each time and has the form of any other.
struct DigestBytes: RandomNumberGenerator {
    var rest: ArraySlice<UInt8>

    mutating func next() -> UInt64 {
        let word = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        return word
    }
}
