package import CBOR

/// A number from 1 to 2^53 - 1.
package struct Ordinal: ClaimValue {
    /// The number.
    package let number: UInt64

    package init?(claim item: CBORItem) {
        guard let number = UInt64(claim: item), number >= 1 else { return nil }
        self.number = number
    }

    package var claim: CBORItem { number.claim }
}

/// Which of an organization's status lists, from 0 to 4095.
package struct ShardNumber: ClaimValue {
    /// The number.
    package let number: UInt32

    package init?(claim item: CBORItem) {
        guard let number = item.integer, (0...4095).contains(number) else { return nil }
        self.number = UInt32(number)
    }

    package var claim: CBORItem { .integer(Int64(number)) }
}
