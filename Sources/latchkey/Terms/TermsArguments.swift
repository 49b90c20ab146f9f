import ArgumentParser
import LicenseVerifier

/// A number of seats, `unlimited` or `none`.
struct SeatsArgument: ExpressibleByArgument {
    let limit: ActivationLimit

    init?(argument: String) {
        switch argument {
        case "none": limit = .notUsed
        case "unlimited": limit = .unlimited
        default:
            guard let seats = UInt64(argument), (1...UInt64(Limits.maxCount)).contains(seats)
            else { return nil }
            limit = .seats(seats)
        }
    }
}

/// A number from 1 on, or `none`.
struct CountArgument: ExpressibleByArgument {
    let count: UInt64?

    init?(argument: String) {
        if argument == "none" {
            count = nil
        } else {
            guard let number = UInt64(argument), (1...UInt64(Limits.maxCount)).contains(number)
            else { return nil }
            count = number
        }
    }
}

/// `deny` or `advise`.
enum EnforcementArgument: String, ExpressibleByArgument, CaseIterable {
    case deny, advise

    var value: Enforcement {
        switch self {
        case .deny: .deny
        case .advise: .advise
        }
    }
}
