import LicenseVerifier

/// One vector of a device message.
struct SyncCase {
    /// What a reader is told to expect.
    enum Object: String {
        case request, certificate, report, receipt, reset
    }

    let name: String
    let description: String
    let object: Object
    let bytes: [UInt8]
    /// This number of zeros follows the bytes.
    var zeros = 0
    /// Whose certificates, receipts and resets count; nil for messages of devices.
    var trust: Trust?
    /// The root keys that sign a reset, and how many of them must.
    var resetRoots: (keys: [TestIssuer], threshold: Int64)?
    var now = Sample.now
    /// What the reader knows, in the members of the README.
    var knows: [(String, JSON)] = []
    let expected: Expected

    init(
        _ name: String, _ description: String, _ object: Object, _ bytes: [UInt8],
        _ expected: Expected
    ) throws {
        self.name = "\(object.rawValue)-\(name)"
        self.description = description
        self.object = object
        self.bytes = bytes
        self.expected = expected
        switch object {
        case .request: break
        case .report: knows = [("device", .key(try SyncSample.device.get()))]
        case .certificate, .receipt, .reset: trust = .keys([try SyncSample.service.get()])
        }
    }

    func with(_ change: (inout SyncCase) throws -> Void) rethrows -> SyncCase {
        var copy = self
        try change(&copy)
        return copy
    }

    /// What the reader knows beside the message.
    func knowing(_ members: [(String, JSON)]) -> SyncCase { with { $0.knows += members } }

    var vector: NamedVector {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("description", .string(description)),
            ("object", .string(object.rawValue)),
        ]
        if let resetRoots {
            members += [
                ("roots", .keys(resetRoots.keys)), ("threshold", .number(resetRoots.threshold)),
            ]
        } else if let trust {
            members += trust.members
        }
        members += knows
        members.append(("bytes", .base64(bytes)))
        if zeros > 0 { members.append(("zeros", .number(Int64(zeros)))) }
        members += [("now", .time(now)), ("expected", expected.json)]
        return NamedVector(name: name, json: .object(members))
    }

    static func all() throws -> [NamedVector] {
        let messages =
            try Requests.all() + Certificates.all() + Reports.all() + Receipts.all() + Resets.all()
        return try messages.map(\.vector) + ReconciliationCase.all().map { try $0.vector }
    }
}

extension SyncCase {
    /// A message that must be refused.
    static func refused(
        _ name: String, _ description: String, _ code: String, _ plain: RawSyncMessage,
        _ edit: SyncEdit
    ) throws -> SyncCase {
        try SyncCase(name, description, plain.object, plain.with(edit).octets(), .refused(code))
    }

    /// Messages that must be refused with one code.
    static func refused(
        _ code: String, _ plain: RawSyncMessage, _ rows: [(String, String, SyncEdit)]
    ) throws -> [SyncCase] {
        try rows.map { name, description, edit in
            try refused(name, description, code, plain, edit)
        }
    }

    /// Steps 1 to 6, which are the same for every kind.
    ///
    /// - Parameter plain: a good message of the kind.
    static func foreign(_ plain: RawSyncMessage) throws -> [SyncCase] {
        let object = plain.object
        let octets = try plain.octets()
        let other = RawSyncMessage.type(of: object == .report ? .request : .report)
        let types: [(String, String, [UInt8])] = [
            ("wrong-typ", "the type of a license", Raw.integer(61)),
            ("other-typ", "the type of another device message", other),
        ]
        return try types.map { name, description, type in
            try SyncCase(
                name, description, object, plain.octets(type: type), .refused("sync.type"))
        }
            + refused(
                "sync.form", plain,
                EnvelopeFault.all.map { ($0.name, $0.description, .forged($0.change)) })
            + refused(
                "sync.payload", plain,
                PayloadFault.all.map { ($0.name, $0.description, .payload($0.change)) })
            + refused(
                "sync.signature", plain,
                [
                    ("flipped", "one bit of the signature", .flipped),
                    (
                        "large-s", "S + L in the place of S",
                        .forged { $0.changeSignature = OddSignature.withLargeS }
                    ),
                ])
            + [
                SyncCase("too-long", "65,537 bytes", object, octets, .refused("sync.too-long"))
                    .with { $0.zeros = 65_537 - octets.count },
                SyncCase(
                    "nearly-too-long", "65,536 bytes, of which the rest is no message", object,
                    octets, .refused("sync.form")
                ).with { $0.zeros = 65_536 - octets.count },
            ]
    }

    /// Step 7: claims that must be there, and claims of a newer version.
    static func incomplete(
        _ plain: RawSyncMessage, shared: [Int64], own: [Int64], lastLabel: Int64
    ) throws -> [SyncCase] {
        let claims = plain.shared.bytes
        return try refused(
            "sync.claims", plain,
            shared.map { ("no-claim-\($0)", "a claim is missing", .without(shared: $0)) }
                + own.map { ("no-label-\($0)", "a member is missing", .without(own: $0)) }
                + [
                    ("array", "an array in the place of the claims", .payload { _ in [0x80] }),
                    ("no-private-claim", "only the shared claims", .payload { _ in claims }),
                ])
            + refused(
                "sync.newer-format", plain,
                [
                    ("claim-2", "a claim more, the registered sub", .shared(2, Raw.text("demo"))),
                    (
                        "claim-text", "a claim whose label is a text",
                        .payload {
                            var map = RawMap(payload: $0)
                            map.entries.append((Raw.text("x"), Raw.integer(1)))
                            return map.bytes
                        }
                    ),
                    (
                        "label-next", "the label after the last",
                        .own(lastLabel + 1, Raw.integer(1))
                    ),
                    ("label-31", "the last reserved label", .own(31, Raw.integer(1))),
                    ("label-zero", "the label 0", .own(0, Raw.integer(1))),
                ])
    }
}
