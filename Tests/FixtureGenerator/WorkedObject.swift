import LicenseVerifier

/// A small signed object in bytes, part by part, for the article that specifies its kind.
enum WorkedObject {
    /// The folder and the content of each example.
    static func all() throws -> [(folder: String, json: JSON)] {
        try [("status-lists", delta()), ("trust", bundle()), ("sync", report())]
    }

    private static let organization: OrganizationID = identifier("worked example")

    /// From the list number 1 to number 3: position 9 was revoked in between, and is good again.
    private static func delta() throws -> JSON {
        var list = RawStatusList()
        list.organization = organization
        list.place = "https://status.example/acme/0"
        list.sequence = 3
        list.issuedAt = Sample.issuedAt
        list.expiresAt = Sample.issuedAt + .seconds(90 * 86_400)
        let delta = RawStatusDelta(from: 1, to: list, naming: [9])
        return try json(
            "a delta of one change, to a list in which every license is good",
            payload: delta.payload, type: RawStatusDelta.type,
            and: [
                ("page", .hex(RawStatusList.table(of: list.content).prefix(32))),
                ("root", .hex(list.trueRoot)), ("changes", .hex(delta.changes)),
            ])
    }

    /// One root key, which is the signer, and one key that issues licenses.
    private static func bundle() throws -> JSON {
        let signer = try TestIssuer.published.get()
        var bundle = try RawBundle()
        bundle.organization = organization
        bundle.roots = [signer]
        var issuing = RawBundleKey(try TestIssuer.alsoPublished.get(), role: RawBundleKey.issue)
        issuing.longestLifetime = 34_560_000
        bundle.keys = [issuing]
        return try json(
            "a trust bundle of one issuing key, signed by the one root key",
            payload: bundle.payload, type: RawBundle.type,
            and: [("issuingKey", .key(issuing.key))])
    }

    /// The first report of an activation.
    private static func report() throws -> JSON {
        var report = try RawSyncMessage.report(1, units: 12)
        report.signer = try TestIssuer.published.get()
        return try json(
            "the first report of a device that has used twelve units", payload: report.payload,
            type: report.type, and: [("activation", .id(SyncSample.activation))])
    }

    private static func json(
        _ description: String, payload: [UInt8], type: [UInt8], and members: [(String, JSON)]
    ) throws -> JSON {
        let signer = try TestIssuer.published.get()
        let forgery = Forgery(payload: payload, issuer: signer, type: type)
        let octets = try forgery.octets()
        var reader = RawReader(payload)
        return .object(
            [
                (
                    "description",
                    .string(description + "; the key is that of RFC 8032 section 7.1, test 1")
                ),
                ("seed", .hex(signer.seed)), ("publicKey", .key(signer)),
                ("keyID", .hex(signer.publicKey.keyID)),
            ] + members + [
                ("protected", .hex(forgery.protected)), ("payload", .hex(payload)),
                ("payloadDiagnostic", .string(reader.diagnostic())),
                (
                    "signed",
                    .hex(Raw.sigStructure(protected: forgery.protected, payload: payload))
                ),
                ("signature", .hex(octets.suffix(64))), ("message", .hex(octets)),
                ("digest", .hex(SyncSample.name(of: octets))),
            ])
    }
}
