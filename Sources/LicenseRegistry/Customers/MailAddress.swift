import CBOR

/// An address for mail, with a name for people (RFC 5322 §3.4).
///
/// Only the plain form of addresses is taken, without quotes, comments or routes: anything that
/// a mail system could read differently is not an address here.
public struct MailAddress: Equatable, Sendable {
    /// The name; empty for none.
    public let name: String
    /// `local@domain`.
    public let address: String

    /// Takes `local@domain`, or `Name <local@domain>`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            let inner = text[text.index(after: open)...].dropLast()
            let name = text[..<open].trimmingSuffix { $0 == " " }
            self.init(name: String(name), address: String(inner))
        } else {
            self.init(name: "", address: text)
        }
    }

    /// Takes a name without control characters and an address; nil for anything else.
    ///
    /// The domain may have letters of any script (RFC 5891); mail systems get its ASCII form.
    public init?(name: String, address: String) {
        guard let address = InternationalDomain.ascii(inAddress: address) else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count),
            (1...189).contains(parts[1].utf8.count),
            parts[0].utf8.allSatisfy({ Self.isAtom($0) }),
            // An address that begins like an option could be taken for one.
            !address.hasPrefix("-"), !address.hasPrefix("."),
            Self.isDomain(parts[1]),
            name.utf8.count <= 200,
            name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.name = name
        self.address = address
    }

    /// Labels of letters, digits and hyphens within (RFC 1123 §2.1).
    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy({ isLabel($0) })
                && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isLabel(byte) || ".!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLabel(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-")
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isTrimmed(last) { rest = rest.dropLast() }
        return rest
    }
}
