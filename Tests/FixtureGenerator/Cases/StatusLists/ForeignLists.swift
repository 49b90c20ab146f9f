enum ForeignLists {
    /// The plain list with something done to its message or payload.
    static func foreign(
        _ name: String, _ description: String, _ code: String,
        _ change: (inout Forgery) throws -> Void
    ) throws -> StatusCase {
        var forgery = Forgery(
            payload: RawStatusList().payload, issuer: try StatusCase.signer.get(),
            type: RawStatusList.type)
        try change(&forgery)
        return try StatusCase(name, description, .list, forgery.octets(), .refused(code))
    }

    /// Steps 1 to 3: envelopes, types, keys and signatures.
    static func all() throws -> [StatusCase] {
        let envelopes = try EnvelopeFault.all.map { fault in
            try foreign(fault.name, fault.description, "status-list.form", fault.change)
        }
        return try envelopes + foreignTypes() + foreignSigners() + [
            StatusCase("no-bytes", "nothing at all", .list, [], .refused("status-list.form"))
        ]
    }

    private static func foreignTypes() throws -> [StatusCase] {
        let types: [(String, String, [UInt8])] = [
            ("wrong-typ", "the type of a license", Raw.integer(61)),
            ("typ-trust", "the type of a trust bundle", RawBundle.type),
            ("typ-staple", "the type of a staple", RawStatusStaple.type),
            ("typ-delta", "the type of a delta", RawStatusDelta.type),
            (
                "typ-capitals", "the type in capitals, which is another one",
                Raw.text("Application/StatusList+CWT")
            ),
            (
                "typ-jwt", "the type of a status list in the form of JWT",
                Raw.text("application/statuslist+jwt")
            ),
        ]
        return try types.map { name, description, type in
            let forgery = Forgery(
                payload: RawStatusList().payload, issuer: try StatusCase.signer.get(), type: type)
            return try StatusCase(
                name, description, .list, forgery.octets(), .refused("status-list.type"))
        }
    }

    private static func foreignSigners() throws -> [StatusCase] {
        let list = RawStatusList()
        let trusted = try StatusCase.signer.get().publicKey.keyID
        return try [
            StatusCase(
                "unknown-key", "signed by a key that is not trusted for lists", .list,
                list.signed(by: StatusCase.stranger.get()), .refused("status-list.unknown-key")),
            StatusCase(
                "issuing-key", "a key that issues licenses and is not pinned for lists", .list,
                list.signed(by: TestIssuer.demo.get()), .refused("status-list.unknown-key")),
            foreign("nothing-trusted", "no key is trusted", "status-list.unknown-key") { _ in }
                .with { $0.trust = .keys([]) },
            foreign("bad-signature", "one bit of the signature flipped", "status-list.signature") {
                $0.changeSignature = { $0.dropLast() + [$0[63] ^ 1] }
            },
            foreign("signature-large-s", "S + L in the place of S", "status-list.signature") {
                $0.changeSignature = OddSignature.withLargeS
            },
            foreign(
                "statuses-changed", "another list under the signature of the first",
                "status-list.signature"
            ) {
                $0.signed = [0] + $0.payload
            },
        ] + [
            {
                var forgery = Forgery(
                    payload: list.payload, issuer: try StatusCase.stranger.get(),
                    type: RawStatusList.type)
                forgery.protected = Forgery.header(keyID: trusted, type: RawStatusList.type)
                return try StatusCase(
                    "borrowed-key-id", "signed by another key under the id of a trusted one",
                    .list, forgery.octets(), .refused("status-list.signature"))
            }()
        ]
    }
}
