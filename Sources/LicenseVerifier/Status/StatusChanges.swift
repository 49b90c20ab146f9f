/// Positions and what their status became, in the one form that a delta carries
/// (Status-List, changes).
///
/// One number for each change: how many positions were left out since the last one, times four, and
/// the new status. So positions cannot but ascend.
package struct StatusChanges: Equatable, Sendable {
    /// The numbers, each in unsigned LEB128 of the shortest form.
    package let bytes: [UInt8]
    /// How many changes they are.
    package let count: Int

    /// Reads what a delta carries; nil for anything but the one form of as many changes as are
    /// allowed, all within one list.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var reader = Reader(bytes)
        var count = 0
        while !reader.isAtEnd {
            guard count < Limits.maxStatusChanges, reader.next() != nil else { return nil }
            count += 1
        }
        self.bytes = Array(bytes)
        self.count = count
    }

    /// Writes changes whose positions ascend; nil for more than are allowed.
    package init?(ascending changes: [(position: UInt32, status: UInt8)]) {
        guard changes.count <= Limits.maxStatusChanges else { return nil }
        var bytes: [UInt8] = []
        var next: UInt32 = 0
        for (position, status) in changes {
            precondition(position >= next && position < StatusIndex.positionsPerShard)
            Self.append((position - next) << 2 | UInt32(status & 0b11), to: &bytes)
            next = position + 1
        }
        self.bytes = bytes
        count = changes.count
    }

    /// Gives each position its status.
    package func apply(to statuses: inout [UInt8]) {
        var reader = Reader(bytes[...])
        while let change = reader.next() {
            StatusPages.set(change.status, at: change.position, in: &statuses)
        }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        var rest = number
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Takes changes off the front of their bytes.
private struct Reader {
    private var rest: ArraySlice<UInt8>
    /// The first position that the next change can have.
    private var position: UInt32 = 0

    /// Bytes of the largest number: a gap of 20 bits and a status of 2.
    private static let maxBytes = 4

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next change; nil at the end, and for what is not one.
    mutating func next() -> (position: UInt32, status: UInt8)? {
        guard let number = number() else { return nil }
        let here = position + number >> 2
        guard here < StatusIndex.positionsPerShard else { return nil }
        position = here + 1
        return (here, UInt8(truncatingIfNeeded: number & 0b11))
    }

    private mutating func number() -> UInt32? {
        var number: UInt32 = 0
        for index in 0..<Self.maxBytes {
            guard let byte = rest.popFirst() else { return nil }
            number |= UInt32(byte & 0x7f) << UInt32(7 * index)
            // A last byte of zero adds nothing: the number has a shorter form.
            if byte < 0x80 { return byte == 0 && index > 0 ? nil : number }
        }
        return nil
    }
}
