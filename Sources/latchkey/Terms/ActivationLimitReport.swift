import LicenseVerifier

/// A limit that is a word or a number.
enum ActivationLimitReport: Encodable {
    case word(String)
    case seats(UInt64)

    init(_ limit: ActivationLimit) {
        switch limit {
        case .notUsed: self = .word("not_used")
        case .unlimited: self = .word("unlimited")
        case .seats(let seats): self = .seats(seats)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .word(let word): try container.encode(word)
        case .seats(let seats): try container.encode(seats)
        }
    }

    var words: String {
        switch self {
        case .word("unlimited"): "unlimited, each machine is activated"
        case .word: "none, good on any machine"
        case .seats(let seats): "\(seats)"
        }
    }
}
