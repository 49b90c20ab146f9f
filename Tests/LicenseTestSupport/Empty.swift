public struct SplitMix64: RandomNumberGenerator { var s: UInt64; public init(seed: UInt64) { s = seed }
 public mutating func next() -> UInt64 { s &+= 0x9E37_79B9_7F4A_7C15; return s } }
