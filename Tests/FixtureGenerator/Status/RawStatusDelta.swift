/// A delta before it is signed, each part of which may be wrong.
struct RawStatusDelta {
    /// What it leads to: the list's claims and, for the root, its statuses.
    var list: RawStatusList
    var from: Int64
    /// The changes, one number for each.
    var changes: [UInt8]
    var changeTop: (inout RawMap) -> Void = { _ in }
    /// The six elements of the private claim.
    var changeOwn: (inout [[UInt8]]) -> Void = { _ in }

    /// A delta that names some positions of the list that it leads to, in ascending order.
    init(from: Int64, to list: RawStatusList, naming positions: [UInt32]) {
        self.list = list
        self.from = from
        changes = []
        var next: UInt32 = 0
        for position in positions {
            let status = UInt32(list.statuses[position] ?? 0)
            changes += Self.leb128((position - next) << 2 | status)
            next = position + 1
        }
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    static func leb128(_ number: UInt32) -> [UInt8] {
        number < 0x80
            ? [UInt8(number)]
            : [UInt8(truncatingIfNeeded: number) | 0x80] + leb128(number >> 7)
    }

    var payload: [UInt8] {
        var own = [
            Raw.id(list.organization), Raw.integer(list.shard), Raw.integer(from),
            Raw.integer(list.sequence), Raw.bytes(list.root ?? list.trueRoot), Raw.bytes(changes),
        ]
        changeOwn(&own)
        var top = RawMap([
            (2, Raw.text(list.uri)), (4, Raw.time(list.expiresAt)), (6, Raw.time(list.issuedAt)),
            (65534, Raw.integer(list.timeToLive)), (-65548, Raw.array(own)),
        ])
        changeTop(&top)
        return top.bytes
    }

    static let type = Raw.text("application/vnd.latchkey.delta+cwt")

    func signed(by signer: TestIssuer) throws -> [UInt8] {
        try Forgery(payload: payload, issuer: signer, type: Self.type).octets()
    }
}
