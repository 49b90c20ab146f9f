extension Duration {
    /// Reads `500ms`, `30s`, `5min`, `12h` or `90d`.
    init?(span text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [Substring: Int64] = [
            "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let count = Int64(digits), let unit = units[text.dropFirst(digits.count)],
            count <= 100_000_000_000 / unit * 10
        else { return nil }
        self = .milliseconds(count * unit)
    }
}

extension Duration {
    /// A span in the form that is read, in seconds or less.
    var span: String {
        let milliseconds = self / .milliseconds(1)
        return milliseconds < 1000
            ? "\(Int64(milliseconds))ms" : "\(Int64(milliseconds / 1000))s"
    }
}
