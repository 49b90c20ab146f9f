import CBOR
import COSE
import LicenseVerifier
import SQLDatabase

/// The end of a license key, as it is shown where the key must not be given away: `****-E304DA`.
public struct KeyEnding: Equatable, Sendable {
    private static let count = 6
    /// What keys with this ending are shown as.
    public let masked: String
    private var characters: String { String(masked.suffix(Self.count)) }

    /// Reads what `LicenseKey.masked` writes, with any number of asterisks; nil for anything else.
    public init?(_ text: String) {
        let rest = text.drop { $0 == "*" }
        guard rest.startIndex > text.startIndex, rest.first == "-" else { return nil }
        self.init(bare: String(rest.dropFirst()))
    }

    /// Reads the end alone; nil for a text of another length or with other characters.
    public init?(bare ending: String) {
        guard ending.utf8.count == Self.count,
            ending.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0.isOne(of: "-_") })
        else { return nil }
        masked = LicenseKey.masked(ending)
    }

    /// Narrows a search down to the few licenses whose key may end so.
    func narrow(_ condition: inout SQLCondition) {
        let text = condition.parameter(.text(characters))
        var tests = """
            SELECT license_id FROM license_text
            WHERE substr(characters, length(characters) - 5) = \(text)
            """
        let octets = octets
        if !octets.isEmpty {
            tests += """
                 UNION SELECT id FROM license
                WHERE substr(octets, length(octets) - 3)
                    IN (\(condition.parameters(octets.map { .blob($0) })))
                """
        }
        condition.require("license.id IN (\(tests))")
    }

    /// The last four bytes of signed keys that end so.
    ///
    /// Each group of four characters has three bytes, and the last group has one, two or three: so
    /// the same characters stand for different bytes, in three ways at most.
    private var octets: [[UInt8]] {
        (0..<3).compactMap { missing in
            // What completes the group in which the known characters begin.
            let padding = String(repeating: "A", count: missing)
            let bytes = try? Base64.decodeURL(Substring(padding + characters).utf8)
            return bytes.map { Array($0.suffix(4)) }
        }
    }
}
