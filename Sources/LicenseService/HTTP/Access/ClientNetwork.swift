/// The network that requests are counted for.
///
/// One host of IP version 6 has all 2^64 addresses of a network (RFC 4291 §2.5.1), so counting its
/// addresses would count nothing: they are one client. A host of version 4 has one address.
struct ClientNetwork: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// A caller without an address, because there is no network in between.
    static let none = ClientNetwork(high: 0, low: 0)

    init(_ address: NetworkAddress) {
        let number = { (bytes: ArraySlice<UInt8>) in
            bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        high = number(address.bytes[0..<8])
        low = address.isVersion4 ? number(address.bytes[8..<16]) : 0
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The site that the network is part of: the /48 of a network of version 6 (RFC 6177 §2); nil
    /// for an address of version 4.
    var site: ClientNetwork? {
        high == 0 ? nil : ClientNetwork(high: high & ~0xffff, low: 1)
    }
}

extension ClientNetwork {
    /// The network of an address as text; `none` for anything else.
    init(peer: String?) {
        self = peer.flatMap { NetworkAddress($0) }.map { ClientNetwork($0) } ?? .none
    }
}
