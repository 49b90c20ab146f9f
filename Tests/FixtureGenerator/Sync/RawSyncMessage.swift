import LicenseVerifier

/// A device message before it is signed, with its two maps laid open.
///
/// Written without the product's own writer, so that this is a second opinion on the bytes.
struct RawSyncMessage {
    let object: SyncCase.Object
    /// The private claim of this kind.
    let label: Int64
    var shared: RawMap
    var own: RawMap
    /// Who signs.
    var signer: TestIssuer
    /// Changes the whole payload after it was put together.
    var changePayload: ([UInt8]) throws -> [UInt8] = { $0 }
    /// Changes the message.
    var forge: (inout Forgery) throws -> Void = { _ in }

    init(
        _ object: SyncCase.Object, _ label: Int64, shared: [(Int64, [UInt8]?)],
        own: [(Int64, [UInt8]?)],
        signer: TestIssuer
    ) {
        self.object = object
        self.label = label
        self.shared = RawMap(shared)
        self.own = RawMap(own)
        self.signer = signer
    }

    var type: [UInt8] { Self.type(of: object) }

    static func type(of object: SyncCase.Object) -> [UInt8] {
        let name = object == .certificate ? "activation" : object.rawValue
        return Raw.text("application/vnd.latchkey.\(name)+cwt")
    }

    var payload: [UInt8] {
        var top = shared
        top.set(label, own.bytes)
        return top.bytes
    }

    /// The signed object.
    func octets(type other: [UInt8]? = nil) throws -> [UInt8] {
        var forgery = Forgery(
            payload: try changePayload(payload), issuer: signer, type: other ?? type)
        try forge(&forgery)
        return try forgery.octets()
    }
}

extension RawSyncMessage {
    static func request() throws -> RawSyncMessage {
        let device = try SyncSample.device.get()
        return RawSyncMessage(
            .request, -65541,
            shared: [
                (6, Raw.time(Sample.now)), (7, Raw.id(SyncSample.request)),
                (8, Raw.confirming(device)),
            ],
            own: [(1, Raw.bytes(try SyncSample.license())), (2, Raw.integer(1))], signer: device)
    }

    static func certificate() throws -> RawSyncMessage {
        RawSyncMessage(
            .certificate, -65540,
            shared: [
                (6, Raw.time(Sample.now)), (7, Raw.id(SyncSample.activation)),
                (8, Raw.confirming(try SyncSample.device.get())),
            ],
            own: [(1, Raw.id(Sample.claims.license)), (2, Raw.id(Sample.organization))],
            signer: try SyncSample.service.get())
    }

    /// - Parameters:
    ///   - sequence: from 2 on a report names one before it.
    ///   - units: what was used of the license's limit in all.
    static func report(
        _ sequence: Int64 = 1, units: Int64 = 0, journal: String? = nil,
        after previous: [UInt8]? = nil,
        receipt: [UInt8]? = nil
    ) throws -> RawSyncMessage {
        let hash =
            units == 0 && journal == nil
            ? [UInt8](repeating: 0, count: 32) : digest(journal ?? "journal at \(units)")
        return RawSyncMessage(
            .report, -65542, shared: [(6, Raw.time(Sample.now))],
            own: [
                (1, Raw.id(SyncSample.activation)), (2, Raw.integer(sequence)),
                (3, units == 0 ? nil : Raw.total([0: units])), (4, Raw.bytes(hash)),
                (5, receipt.map { Raw.bytes($0) }), (7, previous.map { Raw.bytes($0) }),
            ], signer: try SyncSample.device.get())
    }

    /// An answer to the message of a digest.
    static func receipt(to request: [UInt8], outcome: Int64 = 1) throws -> RawSyncMessage {
        RawSyncMessage(
            .receipt, -65543, shared: [(6, Raw.time(Sample.now))],
            own: [(3, Raw.integer(outcome)), (7, Raw.bytes(request))],
            signer: try SyncSample.service.get())
    }

    static func reset() throws -> RawSyncMessage {
        RawSyncMessage(
            .reset, -65545, shared: [(4, Raw.time(SyncSample.resetExpiresAt))],
            own: [
                (1, Raw.id(SyncSample.activation)), (2, Raw.integer(3)), (3, Raw.time(Sample.now)),
            ], signer: try SyncSample.service.get())
    }
}

/// The device, the vendor's service and the seat of these vectors.
enum SyncSample {
    static let device = Result { try TestIssuer.signer("device") }
    static let otherDevice = Result { try TestIssuer.signer("other device") }
    static let service = Result { try TestIssuer.signer("activation key") }
    static let activation: ActivationID = identifier("activation")
    static let otherActivation: ActivationID = identifier("another activation")
    static let otherLicense: LicenseID = identifier("another license")
    static let request: Identifier<SyncSample> = identifier("request")
    static let resetExpiresAt = Sample.now + .seconds(7 * 86_400)

    /// The license's signed object.
    static func license() throws -> [UInt8] {
        let claims = Sample.claims {
            $0.activationLimit = .seats(3)
            $0.usageLimit = 1000
        }
        return try TestIssuer.demo.get().mint(claims).octets
    }

    /// The digest that names a signed object.
    static func name(of object: [UInt8]) -> [UInt8] { Array(sha256(object).prefix(16)) }
}

extension Raw {
    /// `cnf` (RFC 8747 §3.2).
    static func confirming(_ key: TestIssuer) -> [UInt8] {
        map([(integer(1), coseKey(key.publicKey.point))])
    }

    /// A UUID that is none.
    static let zeroID = bytes([UInt8](repeating: 0, count: 16))

    /// Meters or shards with their numbers.
    static func total(_ numbers: [Int64: Int64]) -> [UInt8] {
        RawMap(numbers.map { ($0.key, integer($0.value)) }).bytes
    }

    /// A fingerprint of digests that are in the order given.
    static func fingerprint(
        needed: Int64, salt: [UInt8] = filler(8), _ digests: [[UInt8]]
    ) -> [UInt8] {
        array([integer(needed), bytes(salt), array(digests.map { bytes($0) })])
    }
}
