import COSE

/// The statuses of one list as bytes, four to each, and the hash that stands for them
/// (Status-List, root).
package enum StatusPages {
    /// Bytes of a whole list: two bits for each of 2^20 positions.
    package static let byteCount = Int(StatusIndex.positionsPerShard) / 4
    /// Bytes that are hashed together.
    package static let pageBytes = 4096

    /// The status at a position, the first in the lowest bits of the first byte.
    package static func status(_ bytes: [UInt8], at position: UInt32) -> UInt8 {
        value(bytes, at: Int(position), bits: 2)
    }

    /// A value of 1, 2, 4 or 8 bits, packed as the Token Status List packs them.
    package static func value(_ bytes: [UInt8], at index: Int, bits: Int) -> UInt8 {
        let perByte = 8 / bits
        return bytes[index / perByte] >> UInt8(index % perByte * bits)
            & UInt8(truncatingIfNeeded: (1 << bits) - 1)
    }

    /// Changes the status at a position.
    package static func set(_ status: UInt8, at position: UInt32, in bytes: inout [UInt8]) {
        let shift = UInt8(position % 4 * 2)
        bytes[Int(position / 4)] = bytes[Int(position / 4)] & ~(0b11 << shift) | status << shift
    }

    /// Pages of a whole list.
    package static let pageCount = byteCount / pageBytes

    /// The hash of a whole state: of a header that names the list, and of each page's hash.
    ///
    /// It does not depend on the compressor, the sequence or the time, so that two lists can be
    /// seen to say the same.
    package static func root(
        of bytes: [UInt8], organization: OrganizationID, shard: UInt32
    ) -> [UInt8] {
        root(ofTable: table(of: bytes), organization: organization, shard: shard)
    }

    /// The hash of a whole state, from the hashes of its pages.
    package static func root(
        ofTable table: [UInt8], organization: OrganizationID, shard: UInt32
    ) -> [UInt8] {
        SHA256.digest(
            of: [1] + Array("latchkey status list".utf8) + organization.bytes + bigEndian(shard)
                + [2] + bigEndian(StatusIndex.positionsPerShard) + bigEndian(UInt32(pageBytes))
                + table)
    }

    /// The hashes of all pages, one after another.
    package static func table(of bytes: [UInt8]) -> [UInt8] {
        var table: [UInt8] = []
        table.reserveCapacity(pageCount * SHA256.byteCount)
        for start in stride(from: 0, to: bytes.count, by: pageBytes) {
            table += hash(ofPage: bytes[start..<min(start + pageBytes, bytes.count)])
        }
        return table
    }

    /// The hash of one page.
    package static func hash(ofPage page: ArraySlice<UInt8>) -> [UInt8] {
        let hasher = SHA256.Hasher()
        hasher.update([0])
        hasher.update(page)
        return hasher.finalize()
    }

    package static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
