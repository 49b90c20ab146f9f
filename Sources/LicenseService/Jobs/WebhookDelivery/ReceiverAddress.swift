/// An address of the network, by its bytes: four or sixteen.
struct ReceiverAddress: Hashable, Sendable {
    let bytes: [UInt8]

    /// Takes an address of either family.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// How far an address reaches.
    enum Reach: Equatable, Sendable {
        /// Anybody may be there.
        case everywhere
        /// This machine.
        case loopback
        /// A network that is nobody else's business, or none at all.
        case inside
    }

    /// How far the address reaches (IANA's registries of special addresses).
    ///
    /// An address of the newer family that carries one of the older reaches no further than that
    /// one: a translator on the way would let a request out there.
    var reach: Reach {
        bytes.count == 4 ? Self.reach(ofFour: bytes) : Self.reach(ofSixteen: bytes)
    }

    // MARK: - IPv4

    private static func reach(ofFour bytes: [UInt8]) -> Reach {
        if bytes[0] == 127 { return .loopback }
        return insideFour.contains { $0.covers(bytes) } ? .inside : .everywhere
    }

    private static let insideFour = [
        // This network, private ones, shared ones of carriers (RFC 791, 1918, 6598).
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([172, 16], 12),
        Block([192, 168], 16),
        // Link-local, where the metadata of clouds is (RFC 3927).
        Block([169, 254], 16),
        // Protocol assignments, documentation, 6to4 relays, benchmarks (RFC 6890, 5737, 7526, 2544).
        Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24),
        Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24),
        // Multicast, reserved, broadcast (RFC 5771, 1112, 919).
        Block([224], 4), Block([240], 4),
    ]

    // MARK: - IPv6

    private static func reach(ofSixteen bytes: [UInt8]) -> Reach {
        if bytes == [UInt8](repeating: 0, count: 15) + [1] { return .loopback }
        if mapped.covers(bytes) { return reach(ofFour: Array(bytes[12...])) }
        // A loopback address behind a translator is the translator's, not this machine's.
        if translated.covers(bytes) { return carried(Array(bytes[12...])) }
        if sixToFour.covers(bytes) { return carried(Array(bytes[2..<6])) }
        // Only 2000::/3 is given out; whatever else there is stays inside.
        guard global.covers(bytes) else { return .inside }
        return insideSixteen.contains { $0.covers(bytes) } ? .inside : .everywhere
    }

    private static func carried(_ bytes: [UInt8]) -> Reach {
        reach(ofFour: bytes) == .everywhere ? .everywhere : .inside
    }

    /// IPv4-mapped (RFC 4291 §2.5.5.2).
    private static let mapped = Block([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 96)
    /// NAT64's well-known prefix (RFC 6052 §2.1).
    private static let translated = Block([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96)
    /// 6to4 (RFC 3056).
    private static let sixToFour = Block([0x20, 0x02], 16)
    private static let global = Block([0x20], 3)
    private static let insideSixteen = [
        // Protocol assignments with Teredo and ORCHID, documentation (RFC 2928, 4380, 3849, 9637).
        Block([0x20, 0x01, 0], 23), Block([0x20, 0x01, 0x0d, 0xb8], 32),
        Block([0x3f, 0xff, 0], 20),
    ]
}

/// All addresses that begin with the same bits.
private struct Block: Sendable {
    let prefix: [UInt8]
    let bits: Int

    init(_ prefix: [UInt8], _ bits: Int) {
        self.prefix = prefix
        self.bits = bits
    }

    func covers(_ address: [UInt8]) -> Bool {
        (0..<bits).allSatisfy { bit in
            let mask: UInt8 = 0x80 >> UInt8(bit % 8)
            let own = bit / 8 < prefix.count ? prefix[bit / 8] : 0
            return own & mask == address[bit / 8] & mask
        }
    }
}
