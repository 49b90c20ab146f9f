import Glibc

/// Asks the system which addresses a name has.
enum NameResolution {
    /// All addresses of a name, or the one that a text is; empty where there is none.
    ///
    /// Blocks while the name servers are asked. Whatever spelling of an address the system knows
    /// (decimal, octal, a single number) comes out as its bytes, so nothing gets past a check of
    /// them.
    static func addresses(of host: String) -> [ReceiverAddress] { addresses(of: host, flags: 0) }

    /// The address that a text is, in whatever spelling; nil for a name.
    static func literal(_ host: String) -> ReceiverAddress? {
        addresses(of: host, flags: AI_NUMERICHOST).first
    }

    private static func addresses(of host: String, flags: Int32) -> [ReceiverAddress] {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [ReceiverAddress] = []
        var next = list
        while let entry = next {
            if let address = address(entry.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> ReceiverAddress? {
        let socket = UnsafeRawPointer(entry.ai_addr)
        switch entry.ai_family {
        case AF_INET:
            return socket.flatMap { pointer in
                withUnsafeBytes(of: pointer.loadUnaligned(as: sockaddr_in.self).sin_addr) {
                    ReceiverAddress(Array($0))
                }
            }
        case AF_INET6:
            return socket.flatMap { pointer in
                withUnsafeBytes(of: pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
                    ReceiverAddress(Array($0))
                }
            }
        default: return nil
        }
    }
}
