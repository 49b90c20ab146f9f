import LicenseVerifier

/// A status list before it is signed, each part of which may be wrong.
///
/// Written without the product's own writer, so that this is a second opinion on the bytes.
struct RawStatusList {
    var organization = Sample.organization
    var shard: Int64 = 0
    var sequence: Int64 = 7
    /// Nil for the place that goes with the shard.
    var place: String?
    var issuedAt = Sample.listedAt
    var expiresAt = Sample.listExpiresAt
    var timeToLive: Int64 = 86_400
    /// What each byte of the statuses is where nothing else is said.
    var fill: UInt8 = 0
    /// The statuses of single positions.
    var statuses: [UInt32: UInt8] = [:]
    /// Nil for the true one.
    var root: [UInt8]?
    var bits: [UInt8] = Raw.integer(2)
    /// Gives the stream for the statuses.
    var compress: ([UInt8]) -> [UInt8] = { ZlibStream($0).bytes }
    /// Changes the claims, and those of the private one.
    var changeTop: (inout RawMap) -> Void = { _ in }
    var changeOwn: (inout RawMap) -> Void = { _ in }

    static let base = "https://status.example/demo"
    static let byteCount = 262_144
    static let pageBytes = 4096

    /// The whole list, inflated.
    var content: [UInt8] {
        var bytes = [UInt8](repeating: fill, count: Self.byteCount)
        for (position, status) in statuses {
            let (index, shift) = (Int(position / 4), UInt8(position % 4 * 2))
            bytes[index] = bytes[index] & ~(3 << shift) | status << shift
        }
        return bytes
    }

    var uri: String { place ?? "\(Self.base)/\(shard)" }

    /// Status-List §2: the hash of the 64 pages' hashes under a heading.
    func root(ofTable table: [UInt8]) -> [UInt8] {
        let shard = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self.shard >> $0) }
        let heading =
            [1] + Array("latchkey status list".utf8) + organization.bytes + shard
            + [2, 0, 0x10, 0, 0, 0, 0, 0x10, 0]
        return sha256(heading + table)
    }

    /// The hashes of the pages of some statuses, end to end.
    static func table(of content: [UInt8]) -> [UInt8] {
        stride(from: 0, to: content.count, by: pageBytes).flatMap { start in
            sha256([0] + content[start..<start + pageBytes])
        }
    }

    var trueRoot: [UInt8] { root(ofTable: Self.table(of: content)) }

    var payload: [UInt8] {
        var own = RawMap([
            (1, Raw.id(organization)), (2, Raw.integer(shard)), (3, Raw.integer(sequence)),
            (4, Raw.bytes(root ?? trueRoot)),
        ])
        changeOwn(&own)
        let list = Raw.map([
            (Raw.text("lst"), Raw.bytes(compress(content))), (Raw.text("bits"), bits),
        ])
        var top = RawMap([
            (2, Raw.text(uri)), (4, Raw.time(expiresAt)), (6, Raw.time(issuedAt)),
            (65533, list), (65534, Raw.integer(timeToLive)), (-65538, own.bytes),
        ])
        changeTop(&top)
        return top.bytes
    }

    static let type = Raw.text("application/statuslist+cwt")

    func signed(by signer: TestIssuer) throws -> [UInt8] {
        try Forgery(payload: payload, issuer: signer, type: Self.type).octets()
    }
}

extension RawStatusList {
    /// What a reader must take out of it.
    var json: JSON {
        .object([
            ("organization", .id(organization)), ("shard", .number(shard)),
            ("sequence", .number(sequence)), ("uri", .string(uri)), ("issuedAt", .time(issuedAt)),
            ("expiresAt", .time(expiresAt)), ("timeToLive", .number(timeToLive)),
            ("root", .hex(root ?? trueRoot)),
        ])
    }

    /// How many positions have each of the four values.
    var countsJSON: JSON {
        var counts = [Int64](repeating: 0, count: 4)
        for shift in [0, 2, 4, 6] { counts[Int(fill >> UInt8(shift) & 3)] += 262_144 }
        for (position, status) in statuses {
            counts[Int(fill >> UInt8(position % 4 * 2) & 3)] -= 1
            counts[Int(status)] += 1
        }
        return .numbers(counts)
    }

    /// The statuses of the positions that are named, and of some others.
    func statusesJSON(and others: [UInt32] = []) -> JSON {
        let named = Set(statuses.keys).union(others).sorted()
        return .object(
            named.map { position in
                let value = statuses[position] ?? fill >> UInt8(position % 4 * 2) & 3
                return (String(position), .number(Int64(value)))
            })
    }
}

extension Sample {
    /// When the lists of most vectors were signed, and until when they allow.
    static let listedAt = time("2026-01-30T00:00:00Z")
    static let listExpiresAt = time("2026-04-30T00:00:00Z")
}
