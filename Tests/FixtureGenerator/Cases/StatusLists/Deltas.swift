import LicenseVerifier

enum Deltas {
    /// Number 7 is held; position 9 is revoked in it and good before and afterwards.
    private static var held: RawStatusList {
        var list = RawStatusList(); list.statuses = [9: 1]; return list
    }

    /// The list that most deltas lead to, number 10.
    private static func next(
        _ change: (inout RawStatusList) -> Void = { _ in }
    ) -> RawStatusList {
        var list = RawStatusList()
        list.sequence = 10
        list.issuedAt = Sample.now
        list.statuses = [3: 2, 1_000_000: 1]
        change(&list)
        return list
    }

    private static let named: [UInt32] = [3, 9, 1_000_000]

    private static func delta(
        _ name: String, _ description: String, _ delta: RawStatusDelta, _ expected: Expected,
        held: RawStatusList = held, forging: (inout Forgery) throws -> Void = { _ in }
    ) throws -> StatusCase {
        var forgery = Forgery(
            payload: delta.payload, issuer: try StatusCase.signer.get(), type: RawStatusDelta.type)
        try forging(&forgery)
        return try StatusCase(name, description, .delta, forgery.octets(), expected).with {
            $0.heldBytes = try held.signed(by: StatusCase.signer.get())
        }
    }

    private static func refusedDelta(
        _ name: String, _ description: String, _ code: String, from: Int64 = 5,
        naming positions: [UInt32] = named,
        to list: RawStatusList = next(), _ change: (inout RawStatusDelta) -> Void = { _ in },
        forging: (inout Forgery) throws -> Void = { _ in }
    ) throws -> StatusCase {
        var raw = RawStatusDelta(from: from, to: list, naming: positions)
        change(&raw)
        return try delta("delta-\(name)", description, raw, .refused(code), forging: forging)
    }

    /// Deltas (Status-List, delta).
    static func all() throws -> [StatusCase] {
        try goodDeltas() + foreignDeltas() + unacceptableDeltas() + changes() + unfitDeltas()
    }

    private static func goodDeltas() throws -> [StatusCase] {
        let whole = next()
        let refresh = next { $0.statuses = held.statuses }
        let again = {
            var list = held; list.issuedAt = Sample.now; return list
        }()
        return try [
            delta(
                "delta", "from the number that is held",
                RawStatusDelta(from: 7, to: whole, naming: named),
                ValidLists.accepted(whole, asking: [0, 9])),
            delta(
                "delta-from-earlier", "from an earlier number: what was undone since is named",
                RawStatusDelta(from: 1, to: whole, naming: named),
                ValidLists.accepted(whole, asking: [0, 9])),
            delta(
                "delta-refresh", "nothing changed but the times",
                RawStatusDelta(from: 7, to: refresh, naming: []), ValidLists.accepted(refresh)),
            delta(
                "delta-needless", "positions that did not change",
                RawStatusDelta(from: 7, to: whole, naming: [0, 1, 2, 3, 9, 999_999, 1_000_000]),
                ValidLists.accepted(whole, asking: [0, 9])),
            delta(
                "delta-both-ends", "the first and the last position",
                RawStatusDelta(
                    from: 7, to: next { $0.statuses = [0: 3, 9: 1, 1_048_575: 3] },
                    naming: [0, 1_048_575]),
                ValidLists.accepted(next { $0.statuses = [0: 3, 9: 1, 1_048_575: 3] })),
            delta(
                "delta-to-held", "to the very number that is held: the list stays as it is",
                RawStatusDelta(from: 5, to: again, naming: [9]), ValidLists.accepted(held)),
        ]
    }

    private static func foreignDeltas() throws -> [StatusCase] {
        let raw = RawStatusDelta(from: 7, to: next(), naming: named)
        func signed(by signer: TestIssuer, as type: [UInt8]) throws -> [UInt8] {
            try Forgery(payload: raw.payload, issuer: signer, type: type).octets()
        }
        let others: [(String, String, [UInt8], String)] = try [
            (
                "delta-wrong-typ", "a delta with the type of a list",
                signed(by: StatusCase.signer.get(), as: RawStatusList.type), "status-list.type"
            ),
            (
                "delta-list", "a list in the place of a delta",
                next().signed(by: StatusCase.signer.get()), "status-list.type"
            ),
            (
                "delta-unknown-key", "signed by a key that is not trusted for it",
                signed(by: StatusCase.stranger.get(), as: RawStatusDelta.type),
                "status-list.unknown-key"
            ),
        ]
        var late = try RawBundle()
        late.keys[2].notAfter = Sample.now
        return try others.map { name, description, bytes, code in
            try StatusCase(name, description, .delta, bytes, .refused(code)).with {
                $0.heldBytes = try held.signed(by: StatusCase.signer.get())
            }
        } + [
            refusedDelta(
                "flipped", "one bit of the signature flipped", "status-list.signature",
                forging: { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }),
            refusedDelta("window", "signed at the end of the key's window", "status-list.window")
                .with { $0.trust = try late.trust() },
        ]
            + PayloadFault.all.map { fault in
                try refusedDelta(
                    fault.name, fault.description, "status-list.payload",
                    forging: { $0.payload = try fault.change($0.payload) })
            }
    }

    private static func unacceptableDeltas() throws -> [StatusCase] {
        let own: [(String, String, Int, [UInt8])] = [
            (
                "organization-zero", "a UUID of zeros", 0,
                Raw.bytes([UInt8](repeating: 0, count: 16))
            ),
            ("shard-4096", "the shard 4096", 1, Raw.integer(4096)),
            ("from-zero", "from the number 0", 2, Raw.integer(0)),
            ("from-equal", "from the number that it leads to", 2, Raw.integer(10)),
            ("from-later", "from a later number", 2, Raw.integer(11)),
            ("root-short", "a root of 31 bytes", 4, Raw.bytes(filler(31))),
            ("changes-text", "changes that are a text", 5, Raw.text("")),
        ]
        return try own.map { name, description, index, value in
            try refusedDelta(name, description, "status-list.claims") {
                $0.changeOwn = { $0[index] = value }
            }
        } + [
            refusedDelta("member-more", "seven elements", "status-list.claims") {
                $0.changeOwn = { $0.append(Raw.integer(0)) }
            },
            refusedDelta("member-less", "five elements", "status-list.claims") {
                $0.changeOwn = { $0.removeLast() }
            },
            refusedDelta("no-place", "no place", "status-list.claims") {
                $0.changeTop = { $0.remove(2) }
            },
            refusedDelta(
                "claim-more", "the statuses of a list beside the changes",
                "status-list.claims"
            ) {
                $0.changeTop = { $0.set(65533, [0xa0]) }
            },
            refusedDelta(
                "sequence-beyond-issue", "a number greater than iat", "status-list.claims",
                to: next { $0.sequence = Sample.now.secondsSinceEpoch + 1 }),
        ]
    }

    private static func changes() throws -> [StatusCase] {
        let wrong: [(String, String, [UInt8])] = [
            ("changes-long-form", "a number with a byte more than it needs", [0xa4, 0x00]),
            ("changes-cut", "a number that ends early", [0x24, 0x80]),
            ("changes-five-bytes", "a number of five bytes", [0x80, 0x80, 0x80, 0x80, 0x01]),
            (
                "changes-beyond-end", "a position behind the last",
                RawStatusDelta.leb128(1_048_576 << 2)
            ),
            (
                "changes-sum-beyond-end", "a second position behind the last",
                RawStatusDelta.leb128(1_048_575 << 2) + [0]
            ),
        ]
        return try wrong.map { name, description, bytes in
            try refusedDelta(name, description, "status-delta.changes") { $0.changes = bytes }
        }
    }

    private static func unfitDeltas() throws -> [StatusCase] {
        try [
            refusedDelta(
                "other-organization", "of another organization", "status-list.other-organization",
                to: next { $0.organization = identifier("another organization") }),
            refusedDelta(
                "other-shard", "of another shard", "status-delta.other-list",
                to: next { $0.shard = 1 }),
            refusedDelta(
                "other-place", "of the same shard in another place", "status-delta.other-list",
                to: next { $0.place = "https://status.example/other/0" }),
            refusedDelta(
                "rollback", "to an older list", "status-list.rollback",
                to: next { $0.sequence = 6 }),
            refusedDelta(
                "equivocation", "to the number that is held, with other statuses",
                "status-list.equivocation", to: next { $0.sequence = 7 }),
            refusedDelta(
                "gap", "from a number after the one that is held", "status-delta.gap", from: 8),
            refusedDelta(
                "difference", "the difference of the ends only: position 9 stays revoked",
                "status-delta.root", naming: [3, 1_000_000]),
            refusedDelta("root-mismatch", "changes with another root", "status-delta.root") {
                $0.list.root = held.trueRoot
            },
            refusedDelta(
                "from-the-future", "to a list signed more than a day ahead", "status-list.future",
                to: next { $0.issuedAt = Sample.now + .seconds(86_401) }),
        ]
    }
}
