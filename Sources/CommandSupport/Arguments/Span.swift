import ArgumentParser
import LicenseVerifier

/// A span of time on the command line: `45s`, `30min`, `12h`, `90d`.
package struct Span: ExpressibleByArgument {
    package let duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    package init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units: [Substring: Int64] = ["s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let count = Int64(digits), let unit = units[argument.dropFirst(digits.count)],
            count <= Limits.maxSpanSeconds / unit
        else { return nil }
        duration = .seconds(count * unit)
    }

    /// The form that is shown as a default.
    package var defaultValueDescription: String { duration.text }
}

/// A span of time, or `none`.
package struct SpanArgument: ExpressibleByArgument {
    package let duration: Duration?

    package init?(argument: String) {
        if argument == "none" {
            duration = nil
        } else {
            guard let span = Span(argument: argument) else { return nil }
            duration = span.duration
        }
    }
}
