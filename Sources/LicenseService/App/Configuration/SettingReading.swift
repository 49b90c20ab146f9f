/// Reads settings, and continues after a mistake, so that all of them are reported together.
struct SettingReading {
    private let values: SettingValues
    var mistakes: [String]
    var unread: Set<String> = []

    init(_ values: SettingValues) {
        self.values = values
        mistakes = values.mistakes
    }

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    mutating func required(_ name: String) -> String {
        guard let value = self[name] else {
            mistakes.append("\(name) is not set")
            unread.insert(name)
            return ""
        }
        return value
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int {
        guard let value = self[name].flatMap({ Int($0) }), range.contains(value) else {
            mistakes.append(
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return value
    }

    mutating func span(_ name: String, atLeast least: Duration) -> Duration {
        guard let value = self[name].flatMap({ Duration(span: $0) }), value >= least else {
            mistakes.append(
                "\(name) must be a duration of \(least.span) or more, such as 500ms, 30s or 90d")
            return least
        }
        return value
    }

    mutating func spanOrNone(_ name: String, atLeast least: Duration) -> Duration? {
        self[name] == "none" ? nil : span(name, atLeast: least)
    }

    mutating func choice<Value>(_ name: String, _ read: (String) -> Value?) -> Value? {
        guard let value = self[name] else { return nil }
        let result = read(value)
        if result == nil { mistakes.append("\(name) cannot be \(quoted(value))") }
        return result
    }

    mutating func networks(_ name: String) -> [NetworkPrefix] {
        choice(name) { text -> [NetworkPrefix]? in
            let items = text.split(separator: ",").map { $0.drop { $0 == " " } }
            let prefixes = items.compactMap { NetworkPrefix($0) }
            return prefixes.count == items.count ? prefixes : nil
        } ?? []
    }
}

/// Untrusted text for a message: without control characters and not too long.
private func quoted(_ text: String) -> String {
    "\"\(String(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.map(Character.init)).prefix(64))\""
}
