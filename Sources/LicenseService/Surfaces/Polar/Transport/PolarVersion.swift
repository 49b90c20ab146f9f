import HTTPTypes

/// Which of the contract's versions a request asks for.
enum PolarVersion: String, Comparable, Sendable {
    case april2026 = "2026-04"
    case october2026 = "2026-10"
    case january2027 = "2027-01"

    /// For requests that name none.
    static let current = PolarVersion.october2026

    /// Nil for a version that there is not.
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
    static let polarVersion = named("Polar-Version")
    /// Narrows a token that reaches several organizations to one of them.
    static let polarOrganization = named("Polar-Organization")
    /// Says that a place is an old spelling of another.
    static let polarDeprecation = named("X-Polar-Deprecation-Notice")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("no header name") }
        return field
    }
}
