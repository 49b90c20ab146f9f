import ArgumentParser
package import LicenseVerifier

/// A number of seats, `unlimited` or `none`.
package struct SeatsArgument: ExpressibleByArgument {
    package let limit: ActivationLimit

    package init?(argument: String) {
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
package struct CountArgument: ExpressibleByArgument {
    package let count: UInt64?

    package init?(argument: String) {
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
package enum EnforcementArgument: String, ExpressibleByArgument, CaseIterable {
    case deny, advise

    package var value: Enforcement {
        switch self {
        case .deny: .deny
        case .advise: .advise
        }
    }
}
