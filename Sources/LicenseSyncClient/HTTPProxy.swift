import Foundation

/// A proxy, and which hosts are reached without it.
public struct HTTPProxy: Equatable, Sendable {
    let host: String
    let port: Int
    private let exempt: [String]?

    /// Reads `host:port`, with or without a scheme; nil for anything else.
    ///
    /// - Parameter exempt: hosts that are reached without it, as NO_PROXY lists them: names that stand
    ///   for their subdomains too, or `*` for all. Nil for a proxy that nothing is kept from.
    public init?(_ text: String, exempt: String? = nil) {
        var text = text
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            text.removeFirst(scheme.count)
        }
        if text.hasSuffix("/") { text.removeLast() }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else {
            return nil
        }
        host = String(parts[0])
        self.port = port
        self.exempt = exempt?.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    /// Whether an address is reached through it.
    func isUsed(for url: String) -> Bool {
        guard let exempt else { return true }
        let host = URL(string: url)?.host ?? ""
        if ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) { return false }
        return !exempt.contains { name in
            name == "*" || host == name
                || (!name.isEmpty && host.hasSuffix("." + name.drop { $0 == "." }))
        }
    }
}
