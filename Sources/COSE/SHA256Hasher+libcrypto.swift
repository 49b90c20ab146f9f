package struct SHA256Stub {}
extension SHA256 { package struct Hasher { package init() {}; package mutating func update(_ b: some Sequence<UInt8>) {}; package func finalize() -> [UInt8] {[]} } }
