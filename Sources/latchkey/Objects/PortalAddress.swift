import CBOR
import COSE
import LicenseVerifier

/// The address of a vendor's portal, in front of a message that is drawn as a QR code: a phone's own
/// camera opens it there, and the answer is on the phone.
///
/// It is in capital letters, of which hosts make no difference, so that the code stays in its dense
/// mode.
struct PortalAddress: Equatable, Sendable {
    /// `HTTPS://KEYS.EXAMPLE.COM`.
    let origin: String

    /// What the portal answers messages at.
    private static let path = "/A/"
    private static let maxCharacters = 200

    /// Reads scheme and host, with a port or without; nil for anything else.
    init?(_ text: String) {
        let origin = text.hasSuffix("/") ? String(text.dropLast()) : text
        let upper = origin.uppercased()
        guard upper.utf8.count <= Self.maxCharacters,
            let scheme = ["HTTPS://", "HTTP://"].first(where: upper.hasPrefix)
        else { return nil }
        let parts = upper.dropFirst(scheme.count).split(
            separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let host = parts.first, Self.isHost(host),
            parts.count == 1 || (UInt16(parts[1]) ?? 0) > 0
        else { return nil }
        self.origin = upper
    }

    /// The address in front of a message's carrier text; nil where there is none.
    init?(inFrontOf text: String) {
        let text = text.trimmingWhiteSpace
        guard let end = text.firstRange(of: Self.path + "LK1:") else { return nil }
        self.init(String(text[..<end.lowerBound]))
    }

    /// The whole address of a message.
    func address(of carrier: String) -> String { origin + Self.path + carrier }

    private static func isHost(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    byte.isUpperLetter || byte.isDigit || byte == UInt8(ascii: "-")
                }
        }
    }
}
