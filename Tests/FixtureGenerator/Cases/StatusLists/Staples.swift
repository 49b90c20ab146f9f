import LicenseVerifier

enum Staples {
    private static func staple(
        _ name: String, _ description: String, reasons: [String] = [], warnings: [String] = [],
        after seconds: Int64 = 0, of license: [UInt8]? = nil,
        _ change: (inout RawStatusStaple) -> Void = { _ in }
    ) throws -> StatusCase {
        let judged = try Decisions.judgedLicense()
        var staple = RawStatusStaple(license ?? judged)
        change(&staple)
        return try StatusCase(
            name, description, .staple, octets(staple),
            .accepted([
                ("claims", staple.json),
                ("decision", Decisions.decided(reasons: reasons, warnings: warnings)),
            ])
        ).with {
            $0.license = judged
            $0.now = Sample.listedAt + .seconds(seconds)
        }
    }

    private static func octets(
        _ staple: RawStatusStaple, forging: (inout Forgery) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var forgery = Forgery(
            payload: staple.payload, issuer: try StatusCase.signer.get(), type: RawStatusStaple.type
        )
        try forging(&forgery)
        return try forgery.octets()
    }

    private static func refusedStaple(
        _ name: String, _ description: String, _ code: String = "status-list.claims",
        _ change: (inout RawStatusStaple) -> Void = { _ in },
        forging: (inout Forgery) throws -> Void = { _ in }
    ) throws -> StatusCase {
        var staple = RawStatusStaple(try Decisions.judgedLicense())
        change(&staple)
        return try StatusCase(
            "staple-\(name)", description, .staple, octets(staple, forging: forging),
            .refused(code))
    }

    /// Staples (Status-List, staple).
    static func all() throws -> [StatusCase] {
        try [
            staple("staple", "a staple of a good license"),
            staple("staple-revoked", "of a revoked one", reasons: ["status.revoked"]) {
                $0.status = 1
            },
            staple("staple-suspended", "of a suspended one", reasons: ["status.suspended"]) {
                $0.status = 2
            },
            staple(
                "staple-application-specific", "of one with a status of the issuer's own",
                reasons: ["status.not-understood"]
            ) { $0.status = 3 },
            staple(
                "staple-expired", "due when it expires", warnings: ["status.list-expired"],
                after: 90 * 86_400),
            staple(
                "staple-of-other-license", "of another license: it says nothing of this one",
                warnings: ["status.not-known"],
                of: Decisions.judgedLicense { $0.offline = .seconds(1) }
            ) { $0.status = 1 },
            staple(
                "staple-older-than-license", "older than the license",
                warnings: ["status.not-known"]
            ) {
                $0.issuedAt = Sample.issuedAt - .seconds(1)
                $0.status = 1
            },
            refusedStaple(
                "flipped", "one bit of the signature flipped", "status-list.signature",
                forging: { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }),
        ] + staplesOfOthers() + unacceptableStaples()
    }

    private static func staplesOfOthers() throws -> [StatusCase] {
        let staple = RawStatusStaple(try Decisions.judgedLicense())
        func signed(by signer: TestIssuer, as type: [UInt8]) throws -> [UInt8] {
            try Forgery(payload: staple.payload, issuer: signer, type: type).octets()
        }
        var late = try RawBundle()
        late.keys[2].notAfter = Sample.listedAt
        var floor = try RawBundle()
        floor.listFloors = [(0, 8)]
        return try [
            StatusCase(
                "staple-wrong-typ", "a staple with the type of a list", .staple,
                signed(by: StatusCase.signer.get(), as: RawStatusList.type),
                .refused("status-list.type")),
            StatusCase(
                "staple-list", "a list in the place of a staple", .staple,
                RawStatusList().signed(by: StatusCase.signer.get()), .refused("status-list.type")),
            StatusCase(
                "staple-unknown-key", "signed by a key that is not trusted for it", .staple,
                signed(by: StatusCase.stranger.get(), as: RawStatusStaple.type),
                .refused("status-list.unknown-key")),
            refusedStaple("window", "signed at the end of the key's window", "status-list.window")
                .with { $0.trust = try late.trust() },
            refusedStaple("below-floor", "below the bundle's floor", "status-list.rollback")
                .with { $0.trust = try floor.trust() },
        ]
            + PayloadFault.all.map { fault in
                try refusedStaple(
                    fault.name, fault.description, "status-list.payload",
                    forging: { $0.payload = try fault.change($0.payload) })
            }
    }

    private static func unacceptableStaples() throws -> [StatusCase] {
        let own: [(String, String, Int64, [UInt8])] = [
            ("digest-short", "a digest of 15 bytes", 1, Raw.bytes(filler(15))),
            ("status-4", "a status beyond two bits", 2, Raw.integer(4)),
            ("status-negative", "a negative status", 2, Raw.integer(-1)),
            ("shard-4096", "the shard 4096", 3, Raw.integer(4096)),
            ("sequence-zero", "the sequence 0", 4, Raw.integer(0)),
            ("member-more", "a fifth member", 5, Raw.integer(0)),
        ]
        return try own.map { name, description, label, value in
            try refusedStaple(name, description) {
                $0.changeOwn = { $0.set(label, value) }
            }
        } + [
            refusedStaple("sequence-beyond-issue", "a sequence greater than iat") {
                $0.sequence = $0.issuedAt.secondsSinceEpoch + 1
            },
            refusedStaple("expiry-at-issue", "exp equals iat") { $0.expiresAt = $0.issuedAt },
            refusedStaple("no-status", "no status") { $0.changeOwn = { $0.remove(2) } },
            refusedStaple("no-expiry", "no exp") { $0.changeTop = { $0.remove(4) } },
            refusedStaple("claim-more", "a claim more") {
                $0.changeTop = { $0.set(2, Raw.text("x/0")) }
            },
        ]
    }
}
