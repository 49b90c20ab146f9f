import Foundation

/// Domains with letters beyond ASCII, as mail systems write them: `bücher.example` is
/// `xn--bcher-kva.example` (RFC 5890, RFC 3492).
package enum InternationalDomain {
    /// The address with its domain in ASCII; nil where there is none.
    package static func ascii(inAddress address: String) -> String? {
        guard !address.utf8.allSatisfy({ $0 < 0x80 }) else { return address }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let domain = ascii(String(parts[1])) else { return nil }
        return "\(parts[0])@\(domain)"
    }

    /// The domain in ASCII; nil for characters that no domain has.
    package static func ascii(_ domain: String) -> String? {
        let plain = domain.precomposedStringWithCompatibilityMapping.lowercased()
            .replacingOccurrences(of: "\u{3002}", with: ".")
        var labels: [String] = []
        for label in plain.split(separator: ".", omittingEmptySubsequences: false) {
            guard let ascii = ascii(label: label) else { return nil }
            labels.append(ascii)
        }
        return labels.joined(separator: ".")
    }

    private static func ascii(label: Substring) -> String? {
        guard !label.utf8.allSatisfy({ $0 < 0x80 }) else { return String(label) }
        let isWritten = label.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
                .decimalNumber:
                true
            default: scalar == "-"
            }
        }
        guard isWritten, !label.hasPrefix("-"), !label.hasSuffix("-"),
            let code = Punycode.encode(label.unicodeScalars.map(\.value))
        else { return nil }
        let ascii = "xn--" + code
        return ascii.utf8.count <= 63 ? ascii : nil
    }
}

/// Letters as digits and hyphens (RFC 3492).
private enum Punycode {
    private static let (base, low, high, skew, damp): (Int, Int, Int, Int, Int) =
        (36, 1, 26, 38, 700)

    /// The code of a label of at most 63 characters; nil for a longer one.
    static func encode(_ label: [UInt32]) -> String? {
        guard label.count <= 63 else { return nil }
        var code = label.filter { $0 < 0x80 }.map { UInt8($0) }
        var handled = code.count
        let plainCount = handled
        if plainCount > 0 { code.append(UInt8(ascii: "-")) }
        var (next, delta, bias) = (0x80, 0, 72)
        while handled < label.count {
            guard let smallest = label.filter({ Int($0) >= next }).min() else { return nil }
            delta += (Int(smallest) - next) * (handled + 1)
            next = Int(smallest)
            for scalar in label {
                if Int(scalar) < next { delta += 1 }
                guard Int(scalar) == next else { continue }
                append(delta, bias, to: &code)
                bias = adapted(delta, handled + 1, isFirst: handled == plainCount)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: code, as: UTF8.self)
    }

    private static func append(_ delta: Int, _ bias: Int, to code: inout [UInt8]) {
        var rest = delta
        var position = base
        while true {
            let threshold = min(max(position - bias, low), high)
            guard rest >= threshold else { break }
            code.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        code.append(digit(rest))
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - low) * high / 2 {
            delta /= base - low
            steps += base
        }
        return steps + (base - low + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 97 : value - 26 + 48)
    }
}
