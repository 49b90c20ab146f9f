public import LicenseVerifier

/// The seats of one license, and how many are taken.
public struct Seats: Equatable, Sendable {
    /// How many there are.
    public let limit: ActivationLimit
    /// How many devices have one; those whose lease has ended are not counted.
    public private(set) var taken: UInt64

    /// Seats, some of which are taken.
    public init(limit: ActivationLimit, taken: UInt64 = 0) {
        self.limit = limit
        self.taken = taken
    }

    /// Whether none is left.
    package var isFull: Bool {
        if case .seats(let seats) = limit { taken >= seats } else { false }
    }

    /// Takes a seat only while one is left; whether it was taken.
    public mutating func take() -> Bool {
        guard !isFull else { return false }
        taken += 1
        return true
    }

    /// Gives a seat back.
    public mutating func giveBack() {
        taken -= min(taken, 1)
    }
}
