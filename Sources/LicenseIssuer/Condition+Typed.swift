package import LicenseVerifier

extension Condition {
    /// Reads `name=value` as people type it; nil for anything else.
    package init?(typed text: some StringProtocol) {
        guard let sign = text.firstIndex(of: "="), let key = ConditionKey(text[..<sign])
        else { return nil }
        self.init(key, ConditionValue(typed: text[text.index(after: sign)...]))
    }

    /// The text from which it is read.
    package var typed: String { "\(key)=\(value.typed)" }
}

extension ConditionValue {
    /// Reads `true`, `false`, a whole number, or a text, which may be in quotation marks.
    fileprivate init(typed text: some StringProtocol) {
        if text == "true" || text == "false" {
            self = .bool(text == "true")
        } else if let number = Int64(text), String(number) == text {
            self = .integer(number)
        } else if text.count > 1, text.first == "\"", text.last == "\"" {
            self = .text(String(text.dropFirst().dropLast()))
        } else {
            self = .text(String(text))
        }
    }

    /// With quotation marks where a text would be read as something else without them.
    fileprivate var typed: String {
        switch self {
        case .bool(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .text(let value):
            return ConditionValue(typed: value) == self ? value : "\"\(value)\""
        }
    }
}
