/// A staple before it is signed, each part of which may be wrong.
struct RawStatusStaple {
    /// The license's digest.
    var digest: [UInt8]
    var status: Int64 = 0
    var shard: Int64 = 0
    var sequence: Int64 = 7
    var issuedAt = Sample.listedAt
    var expiresAt = Sample.listExpiresAt
    var changeTop: (inout RawMap) -> Void = { _ in }
    var changeOwn: (inout RawMap) -> Void = { _ in }

    /// A staple for a license, by its signed object.
    init(_ license: [UInt8]) {
        digest = Array(sha256(license).prefix(16))
    }

    var payload: [UInt8] {
        var own = RawMap([
            (1, Raw.bytes(digest)), (2, Raw.integer(status)), (3, Raw.integer(shard)),
            (4, Raw.integer(sequence)),
        ])
        changeOwn(&own)
        var top = RawMap([
            (4, Raw.time(expiresAt)), (6, Raw.time(issuedAt)), (-65544, own.bytes),
        ])
        changeTop(&top)
        return top.bytes
    }

    static let type = Raw.text("application/vnd.latchkey.staple+cwt")

    /// What a reader must take out of it.
    var json: JSON {
        .object([
            ("digest", .hex(digest)), ("status", .number(status)), ("shard", .number(shard)),
            ("sequence", .number(sequence)), ("issuedAt", .time(issuedAt)),
            ("expiresAt", .time(expiresAt)),
        ])
    }
}
