import JSON
import LicenseRegistry
import LicenseVerifier

extension JSONObject {
    /// A string; nil for anything else.
    func text(_ name: String) -> String? { self[name]?.string }

    /// A moment (RFC 3339); nil for anything else.
    func time(_ name: String) -> Timestamp? {
        text(name).flatMap { ExactTime($0) }.flatMap {
            Timestamp(secondsSinceEpoch: $0.microseconds / 1_000_000)
        }
    }

    /// A string for people, without what nobody sees (`VisibleText`) and cut to a length; nil where
    /// nothing is left.
    ///
    /// For what a shop says of its customers: a sale is not refused for the sake of a name.
    func displayText(_ name: String, upTo limit: Int) -> String? {
        guard let text = text(name) else { return nil }
        var kept = ""
        for scalar in VisibleText.cleaned(text).unicodeScalars {
            guard kept.utf8.count + UTF8.width(scalar) <= limit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept.isEmpty ? nil : kept
    }
}
