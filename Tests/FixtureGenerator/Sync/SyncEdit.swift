import LicenseVerifier

/// A change of a device message, and what a reader takes out of the message for it.
struct SyncEdit {
    let apply: (inout RawSyncMessage) throws -> Void
    /// Members of the claims.
    private(set) var read: [(String, JSON)] = []

    /// The same change, of which a reader reads this.
    func read(_ name: String, _ value: JSON) -> SyncEdit {
        var copy = self
        copy.read.append((name, value))
        return copy
    }

    func and(_ other: SyncEdit) -> SyncEdit {
        SyncEdit(
            apply: {
                try apply(&$0)
                try other.apply(&$0)
            }, read: read + other.read)
    }
}

// MARK: - What a message says

extension SyncEdit {
    /// A claim that messages share.
    static func shared(_ label: Int64, _ value: [UInt8]) -> SyncEdit {
        SyncEdit(apply: { $0.shared.set(label, value) })
    }

    /// A member of the private claim.
    static func own(_ label: Int64, _ value: [UInt8]) -> SyncEdit {
        SyncEdit(apply: { $0.own.set(label, value) })
    }

    static func number(_ label: Int64, _ name: String, _ value: Int64) -> SyncEdit {
        own(label, Raw.integer(value)).read(name, .number(value))
    }

    static func text(_ label: Int64, _ name: String, _ value: String) -> SyncEdit {
        own(label, Raw.text(value)).read(name, .string(value))
    }

    static func time(_ label: Int64, _ name: String, _ value: Timestamp) -> SyncEdit {
        own(label, Raw.time(value)).read(name, .time(value))
    }

    static func bytes(_ label: Int64, _ name: String, _ value: [UInt8]) -> SyncEdit {
        own(label, Raw.bytes(value)).read(name, .hex(value))
    }

    /// Meters or shards with their numbers.
    static func total(_ label: Int64, _ name: String, _ value: [Int64: Int64]) -> SyncEdit {
        own(label, Raw.total(value)).read(name, .total(value))
    }

    /// The machine's facts, which every message has at the label 3.
    static func fingerprint(
        needed: Int64, salt: [UInt8] = filler(8), _ digests: [[UInt8]]
    ) -> SyncEdit {
        own(3, Raw.fingerprint(needed: needed, salt: salt, digests))
            .read(
                "fingerprint",
                .object([
                    ("needed", .number(needed)), ("salt", .hex(salt)),
                    ("digests", .array(digests.map { .hex($0) })),
                ]))
    }

    /// A label of the range that readers ignore.
    static var later: SyncEdit { own(32, Raw.text("later")) }

    static func without(shared label: Int64) -> SyncEdit {
        SyncEdit(apply: { $0.shared.remove(label) })
    }

    static func without(own label: Int64) -> SyncEdit {
        SyncEdit(apply: { $0.own.remove(label) })
    }

    /// The whole payload, changed after it was put together.
    static func payload(_ change: @escaping ([UInt8]) throws -> [UInt8]) -> SyncEdit {
        SyncEdit(apply: { $0.changePayload = change })
    }
}

// MARK: - How it is signed

extension SyncEdit {
    static func forged(_ change: @escaping (inout Forgery) throws -> Void) -> SyncEdit {
        SyncEdit(apply: { $0.forge = change })
    }

    /// One bit of the signature.
    static var flipped: SyncEdit {
        forged { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }
    }

    static func signed(by signer: TestIssuer) -> SyncEdit {
        SyncEdit(apply: { $0.signer = signer })
    }

    /// Signed by one key under the id of another.
    static func signed(by signer: TestIssuer, as other: TestIssuer) -> SyncEdit {
        signed(by: signer).and(
            forged {
                $0.protected = Forgery.header(keyID: other.publicKey.keyID, type: $0.type)
            })
    }
}

extension RawSyncMessage {
    func with(_ edit: SyncEdit) throws -> RawSyncMessage {
        var copy = self
        try edit.apply(&copy)
        return copy
    }
}

extension JSON {
    static func total(_ numbers: [Int64: Int64]) -> JSON {
        .object(numbers.sorted { $0.key < $1.key }.map { (String($0.key), .number($0.value)) })
    }
}
