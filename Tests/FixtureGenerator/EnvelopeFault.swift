/// Something that is wrong with a signed object of any kind before its signature is looked at.
struct EnvelopeFault {
    let name: String
    let description: String
    let change: (inout Forgery) -> Void

    private init(
        _ name: String, _ description: String, _ change: @escaping (inout Forgery) -> Void
    ) {
        self.name = name
        self.description = description
        self.change = change
    }

    static var all: [EnvelopeFault] {
        [
            EnvelopeFault("no-tag", "no tag at all") { $0.start = [0x84] },
            EnvelopeFault("cwt-tag", "a CWT tag outside") { $0.start = [0xd8, 0x3d, 0xd2, 0x84] },
            EnvelopeFault("array-of-five", "an array of five") { $0.start = [0xd2, 0x85] },
            EnvelopeFault("unprotected", "a label in the unprotected header") {
                $0.unprotected = Raw.map([(Raw.integer(1), Raw.integer(-19))])
            },
            EnvelopeFault("detached", "null in the place of the payload") {
                $0.payloadItem = [0xf6]
            },
            EnvelopeFault("trailing-byte", "a byte behind the message") { $0.rest = [0] },
            EnvelopeFault("short-signature", "a signature of 63 bytes") {
                $0.changeSignature = { $0.dropLast() }
            },
            EnvelopeFault("algorithm-es256", "the algorithm -7 over an Ed25519 key") {
                $0.protected = Forgery.header(
                    algorithm: Raw.integer(-7), keyID: $0.issuer.publicKey.keyID,
                    type: $0.type)
            },
            EnvelopeFault("critical-header", "one label more, a list of critical ones") {
                $0.protected = Raw.map([
                    (Raw.integer(1), Raw.integer(-19)),
                    (Raw.integer(2), Raw.array([Raw.integer(16)])),
                    (Raw.integer(4), Raw.bytes($0.issuer.publicKey.keyID)),
                    (Raw.integer(16), $0.type),
                ])
            },
            EnvelopeFault("no-type", "no label for the type") {
                $0.protected = Raw.map([
                    (Raw.integer(1), Raw.integer(-19)),
                    (Raw.integer(4), Raw.bytes($0.issuer.publicKey.keyID)),
                ])
            },
        ]
    }
}

/// Something that is wrong with a payload of any kind, which its signer has signed all the same.
struct PayloadFault {
    let name: String
    let description: String
    let change: ([UInt8]) throws -> [UInt8]

    private init(
        _ name: String, _ description: String, _ change: @escaping ([UInt8]) throws -> [UInt8]
    ) {
        self.name = name
        self.description = description
        self.change = change
    }

    static var all: [PayloadFault] {
        [
            PayloadFault("payload-empty", "a payload without a byte") { _ in [] },
            PayloadFault("payload-cut", "a payload that ends early") { $0.dropLast() },
            PayloadFault("payload-trailing", "a byte behind the claims") { $0 + [0] },
            PayloadFault("payload-indefinite", "a map of indefinite length") {
                [0xbf] + $0.dropFirst() + [0xff]
            },
            PayloadFault("payload-long-form", "a map whose count takes two octets") {
                [0xb8, $0[0] & 0x1f] + $0.dropFirst()
            },
            PayloadFault("payload-duplicate", "the first claim twice") {
                var map = RawMap(payload: $0)
                map.entries.insert(map.entries[0], at: 0)
                return map.bytes
            },
            PayloadFault("payload-float", "a float in the place of the claims") { _ in
                [0xf9, 0x3c, 0x00]
            },
        ]
    }
}
