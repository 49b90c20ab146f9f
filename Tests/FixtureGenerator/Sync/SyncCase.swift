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
    /// So many zeros follow the bytes.
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
        let messages = try requests() + certificates() + reports() + receipts() + resets()
        return try messages.map(\.vector) + ReconciliationCase.all().map { try $0.vector }
    }
}

extension SyncCase {
    /// Steps 1 to 6, which are the same for every kind.
    ///
    /// - Parameter plain: a good message of the kind.
    static func foreign(_ object: Object, _ plain: RawSyncMessage) throws -> [SyncCase] {
        let envelopes = try EnvelopeFault.all.map { fault in
            try refused(object, fault.name, fault.description, "sync.form", plain) {
                $0.forge = fault.change
            }
        }
        let payloads = try PayloadFault.all.map { fault in
            try refused(object, fault.name, fault.description, "sync.payload", plain) {
                $0.changePayload = fault.change
            }
        }
        let types: [(String, String, [UInt8])] = [
            ("wrong-typ", "the type of a license", Raw.integer(61)),
            (
                "other-typ", "the type of another device message",
                Raw.text("application/vnd.latchkey.\(object == .report ? "request" : "report")+cwt")
            ),
        ]
        return try envelopes
            + types.map { name, description, type in
                try SyncCase(
                    name, description, object, plain.octets(type: type), .refused("sync.type"))
            } + [
                refused(object, "flipped", "one bit of the signature", "sync.signature", plain) {
                    $0.forge = { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }
                },
                refused(object, "large-s", "S + L in the place of S", "sync.signature", plain) {
                    $0.forge = { $0.changeSignature = OddSignature.withLargeS }
                },
                SyncCase(
                    "too-long", "65,537 bytes", object, plain.octets(), .refused("sync.too-long")
                ).with { $0.zeros = 65_537 - $0.bytes.count },
                SyncCase(
                    "nearly-too-long", "65,536 bytes, of which the rest is no message", object,
                    plain.octets(), .refused("sync.form")
                ).with { $0.zeros = 65_536 - $0.bytes.count },
            ] + payloads
    }

    /// A message that must be refused.
    static func refused(
        _ object: Object, _ name: String, _ description: String, _ code: String,
        _ plain: RawSyncMessage, _ change: (inout RawSyncMessage) throws -> Void
    ) throws -> SyncCase {
        try SyncCase(
            name, description, object, plain.with(change).octets(), .refused(code))
    }

    /// Step 7: a member of the private claim has another value.
    static func unacceptable(
        _ object: Object, _ plain: RawSyncMessage,
        _ values: [(name: String, description: String, label: Int64, value: [UInt8])],
        code: String = "sync.claims"
    ) throws -> [SyncCase] {
        try values.map { name, description, label, value in
            try refused(object, name, description, code, plain) { $0.own.set(label, value) }
        }
    }

    /// Step 7: claims that must be there, and claims of a newer version.
    static func incomplete(
        _ object: Object, _ plain: RawSyncMessage, shared: [Int64], own: [Int64], lastLabel: Int64
    ) throws -> [SyncCase] {
        let claims = "sync.claims"
        let newer = "sync.newer-format"
        return try shared.map { label in
            try refused(object, "no-claim-\(label)", "a claim is missing", claims, plain) {
                $0.shared.remove(label)
            }
        }
            + own.map { label in
                try refused(object, "no-label-\(label)", "a member is missing", claims, plain) {
                    $0.own.remove(label)
                }
            } + [
                refused(object, "array", "an array in the place of the claims", claims, plain) {
                    $0.changePayload = { _ in [0x80] }
                },
                refused(object, "no-private-claim", "only the shared claims", claims, plain) {
                    let shared = $0.shared.bytes
                    $0.changePayload = { _ in shared }
                },
                refused(object, "claim-2", "a claim more, the registered sub", newer, plain) {
                    $0.shared.set(2, Raw.text("demo"))
                },
                refused(object, "claim-text", "a claim whose label is a text", newer, plain) {
                    $0.changePayload = {
                        var map = RawMap(payload: $0)
                        map.entries.append((Raw.text("x"), Raw.integer(1)))
                        return map.bytes
                    }
                },
                refused(object, "label-next", "the label after the last", newer, plain) {
                    $0.own.set(lastLabel + 1, Raw.integer(1))
                },
                refused(object, "label-31", "the last reserved label", newer, plain) {
                    $0.own.set(31, Raw.integer(1))
                },
                refused(object, "label-zero", "the label 0", newer, plain) {
                    $0.own.set(0, Raw.integer(1))
                },
            ]
    }
}
