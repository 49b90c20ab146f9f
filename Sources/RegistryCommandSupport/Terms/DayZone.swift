import ArgumentParser
import Foundation
package import LicenseIssuer
package import LicenseVerifier

/// The zone in which a date begins and ends: UTC unless the vendor names another.
package struct DayZone: ExpressibleByArgument, Sendable {
    package static let utc = DayZone(name: "UTC", zone: .gmt)

    /// What the vendor calls it.
    package let name: String
    private let zone: TimeZone

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// Reads `UTC`, an offset such as `+02:00`, or a name such as `Europe/Berlin`.
    package init?(argument: String) {
        if argument == "UTC" || argument == "Z" {
            self = .utc
            return
        }
        let digits = argument.dropFirst().split(separator: ":")
        if let sign = argument.first, "+-".contains(sign), digits.count == 2,
            digits.allSatisfy({ $0.utf8.count == 2 }), let hours = Int(digits[0]), hours < 15,
            let minutes = Int(digits[1]), minutes < 60,
            let zone = TimeZone(
                secondsFromGMT: (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60))
        {
            self.init(name: argument, zone: zone)
            return
        }
        guard argument.contains("/"), let zone = TimeZone(identifier: argument) else { return nil }
        self.init(name: argument, zone: zone)
    }

    /// The form that is shown as a default.
    package var defaultValueDescription: String { name }

    /// The moment at which the day of `2027-12-31` begins here; nil for any other text.
    package func startOfDay(_ date: some StringProtocol) -> Timestamp? {
        guard date.utf8.count == 10, let utc = Timestamp(date) else { return nil }
        return local(utc)
    }

    /// The moment at which that day is over: the first that is not part of it.
    package func endOfDay(_ date: some StringProtocol) -> Timestamp? {
        guard date.utf8.count == 10, let utc = Timestamp(date) else { return nil }
        // Of the last day of the calendar, the last second is its end.
        guard let next = utc.adding(days: 1) else { return .max }
        return local(next)
    }

    /// The moment at which clocks here show what is midnight in UTC.
    private func local(_ midnight: Timestamp) -> Timestamp? {
        var seconds = midnight.secondsSinceEpoch
        // Twice, since the offset is that of the moment which is looked for.
        for _ in 0..<2 {
            let moment = Date(timeIntervalSince1970: Double(seconds))
            seconds = midnight.secondsSinceEpoch - Int64(zone.secondsFromGMT(for: moment))
        }
        return Timestamp(secondsSinceEpoch: seconds)
    }
}

/// A lifetime as it is written: a span, or a date that means all of that day.
package enum LifetimeArgument: ExpressibleByArgument, Sendable {
    case span(Lifetime)
    /// `2027-12-31`.
    case through(date: String)

    package init?(argument: String) {
        if DayZone.utc.endOfDay(argument) != nil {
            self = .through(date: argument)
        } else if let lifetime = Lifetime(argument) {
            self = .span(lifetime)
        } else {
            return nil
        }
    }

    /// The lifetime, whose end is exact.
    package func lifetime(in zone: DayZone) -> Lifetime {
        switch self {
        case .span(let lifetime): lifetime
        case .through(let date): .until(zone.endOfDay(date) ?? .max)
        }
    }
}
