import LicenseVerifier

/// A moment as pages show it: the date written out, in UTC until a script tells the reader's zone.
struct TimeText: Sendable {
    let iso: String
    let shown: String

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    init(_ time: Timestamp) {
        // 2026-11-29T12:00:00Z
        iso = "\(time)"
        let parts = iso.split { $0 == "-" || $0 == "T" || $0 == ":" || $0 == "Z" }
        let month = Int(parts[1]).map { Self.months[$0 - 1] } ?? ""
        shown = "\(Int(parts[2]) ?? 0) \(month) \(parts[0]), \(parts[3]):\(parts[4]) UTC"
    }
}

extension Timestamp {
    /// An end as people write it: a moment, or a day that is good to its last second (in UTC).
    init?(typedEnd text: String) {
        // `2027-12-31 12:00`, in UTC as all that is typed.
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let isMinute = parts.count == 2 && parts[1].utf8.count == 5
        let written = isMinute ? "\(parts[0])T\(parts[1]):00Z" : text
        guard let moment = Timestamp(written) else { return nil }
        guard text.utf8.count == 10 else {
            self = moment
            return
        }
        self = moment.adding(days: 1) ?? .max
    }

    /// The day, written out.
    var dayText: String {
        let shown = TimeText(self).shown
        return String(shown.prefix { $0 != "," })
    }
}

extension FixedWidthInteger {
    /// With commas between groups of three digits.
    var grouped: String {
        let digits = Array("\(self.magnitude)".utf8)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return self < 0 ? "-\(text)" : text
    }
}

extension Duration {
    /// The largest whole unit: `30 days`, `12 hours`.
    var plainText: String {
        let seconds = components.seconds
        for (unit, name) in [(86_400, "day"), (3600, "hour"), (60, "minute")] as [(Int64, String)]
        where seconds >= unit {
            return counted(seconds / unit, name)
        }
        return counted(seconds, "second")
    }
}

extension Duration {
    /// When something can be asked for again, as people say it: `in 15 minutes`, `tomorrow`.
    var waitText: String {
        let seconds = components.seconds
        if seconds > 2 * 86_400 { return "in \(counted((seconds + 86_399) / 86_400, "day"))" }
        if seconds > 20 * 3600 { return "tomorrow" }
        if seconds > 5400 { return "in \(counted((seconds + 3599) / 3600, "hour"))" }
        if seconds > 60 { return "in \(counted((seconds + 59) / 60, "minute"))" }
        return "in a minute"
    }
}

/// A number with its noun.
func counted(_ count: some FixedWidthInteger, _ noun: String) -> String {
    "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
}

extension String {
    /// With a capital letter in front, and a full stop unless it has one.
    var asSentence: String {
        let capital = prefix(1).uppercased() + dropFirst()
        return capital.hasSuffix(".") ? capital : "\(capital)."
    }
}
