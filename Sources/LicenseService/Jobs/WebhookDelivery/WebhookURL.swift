/// Where messages go: an absolute http or https URL (RFC 3986), read strictly.
///
/// The text is what the owner gave; the host is taken from it here and nowhere else, so that what
/// is checked and what is connected to are one.
struct WebhookURL: Equatable, Sendable {
    let isEncrypted: Bool
    /// A name or an address, without brackets, in lower case.
    let host: String
    let port: Int
    /// The path with its query, as it is sent.
    let target: String
    /// Host and port as they are sent.
    let authority: String

    static let maxBytes = 2048

    /// Reads a URL; nil for any other form, and for one that names a user or a fragment.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maxBytes, let end = text.firstRange(of: "://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !Self.forbidden.contains($0) })
        else { return nil }
        switch text[..<end.lowerBound].lowercased() {
        case "https": isEncrypted = true
        case "http": isEncrypted = false
        default: return nil
        }
        let rest = text[end.upperBound...]
        let address = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.parts(of: address) else { return nil }
        self.host = host
        self.port = port ?? (isEncrypted ? 443 : 80)
        authority = address.lowercased()
        let path = rest.dropFirst(address.count)
        target = path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// Characters that no URL has, or that programs read in different ways.
    private static let forbidden = Set("\"<>\\^`{|}#".utf8)

    private static func parts(of address: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if address.hasPrefix("[") {
            guard let end = address.firstIndex(of: "]") else { return nil }
            host = address[address.index(after: address.startIndex)..<end]
            rest = address[address.index(after: end)...]
            guard !host.isEmpty,
                host.utf8.allSatisfy({ isHexadecimal($0) || $0 == 0x3a || $0 == 0x2e })
            else { return nil }
        } else {
            host = address.prefix { $0 != ":" }
            rest = address.dropFirst(host.count)
            guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isNameCharacter) else {
                return nil
            }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { return nil }
        return (host.lowercased(), port)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f
    }
}
