import COSE
import LicenseVerifier

/// The order in which the positions of one status list are given out.
///
/// Who sees a license's position must not learn how many were sold or when, so a counter is led
/// through a permutation of all 2^20 positions that a secret key picks: a balanced Feistel network
/// of eight rounds over twice ten bits, with HMAC-SHA-256 as its round function.
struct StatusPermutation {
    private static let rounds = 8
    private static let halfBits: UInt32 = 10
    private static let halfMask: UInt32 = (1 << halfBits) - 1

    private let key: [UInt8]
    private let tables: [[UInt32]]

    /// The permutation of a key.
    ///
    /// - Parameter count: how many positions will be asked for; for many of them each round's
    ///   function is tabulated first.
    init(key: [UInt8], count: Int) {
        self.key = key
        tables =
            count < 512
            ? []
            : (0..<Self.rounds).map { round in
                (0...Self.halfMask).map { Self.mixed($0, round: round, key: key) }
            }
    }

    /// The position of the n-th license of a list.
    func position(of counter: UInt32) -> UInt32 {
        var left = counter >> Self.halfBits & Self.halfMask
        var right = counter & Self.halfMask
        for round in 0..<Self.rounds {
            (left, right) = (right, left ^ mixed(right, round: round))
        }
        return left << Self.halfBits | right
    }

    private func mixed(_ half: UInt32, round: Int) -> UInt32 {
        tables.isEmpty
            ? Self.mixed(half, round: round, key: key) : tables[round][Int(half)]
    }

    private static func mixed(_ half: UInt32, round: Int, key: [UInt8]) -> UInt32 {
        let message = [UInt8(round), UInt8(half >> 8), UInt8(half & 0xff)]
        let code = SHA256.authenticationCode(for: message, key: key)
        return (UInt32(code[0]) << 8 | UInt32(code[1])) & halfMask
    }
}
