import HTTPTypes

/// Which of the contract's versions a request asks for.
enum PolarVersion: String, Comparable, Sendable {
    case april2026 = "2026-04"
    case october2026 = "2026-10"
    case january2027 = "2027-01"

    /// The version of requests that name none.
    static let current = PolarVersion.october2026

    /// Nil for an unknown version.
    init?(_ headers: HTTPFields) {
        guard let text = headers[.polarVersion] else {
            self = .current
            return
        }
        self.init(rawValue: text)
    }

    /// The order of time.
    static func < (left: PolarVersion, right: PolarVersion) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension HTTPField.Name {
    /// Chooses the version of the contract, and says which one was used.
    static let polarVersion = HTTPField.Name(known: "Polar-Version")
    /// Narrows a token that reaches several organizations to one of them.
    static let polarOrganization = HTTPField.Name(known: "Polar-Organization")
    /// Says that a path is an old spelling of another.
    static let polarDeprecation = HTTPField.Name(known: "X-Polar-Deprecation-Notice")
}
