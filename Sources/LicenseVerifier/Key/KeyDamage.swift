import CBOR
import COSE

/// What happened to a license key on its way, found in a text that `LicenseKey` refused.
///
/// The verifier forgives nothing; programs and pages use this to say what to mend.
public enum KeyDamage: Equatable, Sendable {
    /// A line break inside: an e-mail program wrapped it.
    case lineBreak
    /// A space or tab inside.
    case space
    /// A dash that a text editor put in place of a hyphen.
    case dash(Unicode.Scalar)
    /// A character that cannot be seen: zero width, soft hyphen, byte-order mark, control.
    case invisible(Unicode.Scalar)
    /// A character of another script: one that looks like a Latin letter, or a full-width form.
    case foreignLetter(Unicode.Scalar)
    /// Quotation marks or brackets around the key.
    case quoted
    /// Base64 padding at the end.
    case padding
    /// The prefix has lower-case letters.
    case lowerCasePrefix
    /// The end is missing; at least this many characters.
    case cutEnd(missing: Int)

    /// Looks for the damage that explains a refusal best; nil when none is recognized.
    ///
    /// Only the first 8 KiB are looked at.
    public init?(in text: String) {
        let text = String(decoding: text.utf8.prefix(8192), as: UTF8.self).trimmingWhiteSpace
        if let damage = Self.strayCharacter(in: text) ?? Self.misshapenEnds(of: text) {
            self = damage
        } else if let missing = Self.missingCharacters(of: text) {
            self = .cutEnd(missing: missing)
        } else {
            return nil
        }
    }

    private static func strayCharacter(in text: String) -> KeyDamage? {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\u{2028}", "\u{2029}", "\u{85}": return .lineBreak
            case " ", "\t", "\u{a0}": return .space
            case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{fe58}", "\u{fe63}", "\u{ff0d}":
                return .dash(scalar)
            case _ where quotes.contains(scalar): continue
            case _ where isInvisible(scalar): return .invisible(scalar)
            case _ where scalar.properties.generalCategory == .spaceSeparator: return .space
            case _ where !scalar.isASCII: return .foreignLetter(scalar)
            default: continue
            }
        }
        return nil
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        [.format, .control].contains(scalar.properties.generalCategory)
    }

    /// What surrounds a key in a sentence.
    private static let quotes =
        "\"'`<>()[]{}\u{201c}\u{201d}\u{201e}\u{2018}\u{2019}\u{ab}\u{bb},;.".unicodeScalars

    private static func misshapenEnds(of text: String) -> KeyDamage? {
        if let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            quotes.contains(first) || quotes.contains(last)
        {
            return .quoted
        }
        if text.utf8.last == UInt8(ascii: "=") { return .padding }
        if let separator = text.firstIndex(of: "_"), LicensePrefix(text[..<separator]) == nil,
            LicensePrefix(text[..<separator].uppercased()) != nil
        {
            return .lowerCasePrefix
        }
        return nil
    }

    /// A signed message says how long it is, so a missing end can be measured.
    private static func missingCharacters(of text: String) -> Int? {
        guard text.utf8.count <= Limits.maxKeyCharacters,
            let separator = text.utf8.firstIndex(of: UInt8(ascii: "_"))
        else { return nil }
        let body = text.utf8[text.utf8.index(after: separator)...]
        // A cut inside a group of four can leave bits that do not decode; the whole groups do.
        guard
            let octets = (try? Base64.decodeURL(body))
                ?? (try? Base64.decodeURL(body.dropLast(body.count % 4)))
        else { return nil }
        do throws(COSEError) {
            _ = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
            return nil
        } catch {
            guard case .envelope(.truncated(_, let missing)) = error,
                missing <= Limits.maxLicensePayload
            else { return nil }
            let characters = ((octets.count + missing) * 8 + 5) / 6
            return max(1, characters - body.count)
        }
    }
}

extension KeyDamage: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .lineBreak: "damage.line-break"
        case .space: "damage.space"
        case .dash: "damage.dash"
        case .invisible: "damage.invisible"
        case .foreignLetter: "damage.foreign-letter"
        case .quoted: "damage.quoted"
        case .padding: "damage.padding"
        case .lowerCasePrefix: "damage.lower-case"
        case .cutEnd: "damage.cut-end"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .lineBreak: "there is a line break inside the key, as e-mail programs insert them"
        case .space: "there is a space inside the key"
        case .dash: "a text editor changed a hyphen in the key into a dash"
        case .invisible(let scalar):
            "the key contains an invisible character (\(codePoint(scalar)))"
        case .foreignLetter(let scalar):
            "the key contains a character from another alphabet (\(codePoint(scalar)))"
        case .quoted: "there are quotation marks or punctuation around the key"
        case .padding: "there is an equals sign at the end that is not part of the key"
        case .lowerCasePrefix: "the prefix is in lower case"
        case .cutEnd(let missing): "the end of the key is missing, at least \(missing) character(s)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .lineBreak, .space: "join the parts of the key into one line without spaces"
        case .dash: "copy the key from the original message, not from a formatted document"
        case .invisible, .foreignLetter: "copy the key again, as plain text"
        case .quoted, .padding: "paste the key alone, from the first letter to the last"
        case .lowerCasePrefix: "write the part before the underscore in capital letters"
        case .cutEnd: "copy the whole key, to its very end"
        }
    }

    private func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
