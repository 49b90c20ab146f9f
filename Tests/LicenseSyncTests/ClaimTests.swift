import CBOR
import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// One claim of a kind of message: where it is, and whether it must be there.
struct ClaimPlace: CustomTestStringConvertible, Sendable {
    let kind: MessageKind
    /// The label in the shared claims, or in the message's own map.
    let label: Int64
    let isOwn: Bool
    let claim: SyncClaim
    let isRequired: Bool

    var testDescription: String { "\(claim.rawValue) of \(kind)" }

    static let all: [ClaimPlace] =
        shared(.request, [(6, .issuedAt), (7, .id), (8, .device)])
        + own(
            .request, [(1, .license), (2, .kind)],
            [
                (3, .fingerprint), (4, .label), (5, .conditions), (6, .notes), (7, .usage),
            ])
        + shared(.certificate, [(6, .issuedAt), (7, .activation), (8, .device)])
        + [ClaimPlace(.certificate, 4, isOwn: false, .expiresAt, isRequired: false)]
        + own(
            .certificate, [(1, .license), (2, .organization)],
            [
                (3, .fingerprint), (4, .allowance), (5, .label), (6, .conditions),
                (7, .expiryOverride), (8, .lists),
            ])
        + shared(.report, [(6, .issuedAt)])
        + own(
            .report, [(1, .activation), (2, .sequence), (4, .journal), (7, .previousReport)],
            [
                (3, .usage), (5, .previousReceipt), (6, .held),
            ])
        + shared(.receipt, [(6, .issuedAt)])
        + own(
            .receipt, [(3, .outcome), (7, .request)],
            [
                (4, .certificate), (5, .replacement), (6, .usage),
            ])
        + shared(.reset, [(4, .expiresAt)])
        + own(.reset, [(1, .activation), (2, .resetNumber), (3, .time)], [])

    private init(
        _ kind: MessageKind, _ label: Int64, isOwn: Bool, _ claim: SyncClaim, isRequired: Bool
    ) {
        self.kind = kind
        self.label = label
        self.isOwn = isOwn
        self.claim = claim
        self.isRequired = isRequired
    }

    private static func shared(
        _ kind: MessageKind, _ required: [(Int64, SyncClaim)]
    ) -> [ClaimPlace] {
        required.map { ClaimPlace(kind, $0.0, isOwn: false, $0.1, isRequired: true) }
    }

    private static func own(
        _ kind: MessageKind, _ required: [(Int64, SyncClaim)], _ optional: [(Int64, SyncClaim)]
    ) -> [ClaimPlace] {
        required.map { ClaimPlace(kind, $0.0, isOwn: true, $0.1, isRequired: true) }
            + optional.map { ClaimPlace(kind, $0.0, isOwn: true, $0.1, isRequired: false) }
    }
}

/// A payload that a test changes and signs again, so that nothing but the claims is wrong.
struct ChangedMessage {
    let kind: MessageKind
    private var shared: [CBORMap.Entry]
    private var own: [CBORMap.Entry]
    private let ownLabel: CBORKey

    /// Begins with a message that has every claim.
    init(_ kind: MessageKind) throws {
        self.kind = kind
        let payload = try Self.full(kind).unverifiedPayload
        let item = try CBORDecoder.decode(payload, limits: CBORLimits(depth: 6, entries: 64))
        let map = try #require(item.map)
        // The message's own map is the only one under a negative label.
        let entry = try #require(map.entries.last)
        shared = map.entries.dropLast()
        ownLabel = entry.key
        own = try #require(entry.value.map).entries
    }

    /// Sets a claim, or with nil takes it away.
    mutating func set(_ key: CBORKey, inOwn isOwn: Bool, _ value: CBORItem?) {
        var entries = (isOwn ? own : shared).filter { $0.key != key }
        if let value { entries.append(CBORMap.Entry(key, value)) }
        if isOwn { own = entries } else { shared = entries }
    }

    func read() throws {
        let own = try #require(CBORMap(own))
        let all = try #require(CBORMap(shared + [CBORMap.Entry(ownLabel, .map(own))]))
        let type = try Self.full(kind).header.type
        let payload = CBORItem.map(all).encoded
        let key =
            kind == .request || kind == .report
            ? try SyncFixture.deviceKey(1) : SyncFixture.serviceKey()
        try kind.read(key.sign(payload: payload, type: type))
    }

    private static func full(_ kind: MessageKind) throws -> SignedMessage {
        let fixture = SyncFixture.plain
        let device = try SyncFixture.deviceKey(1)
        var generator = SplitMix64(seed: 4)
        let fingerprint = try Fingerprint(of: [fact("a", "1")], using: &generator)
        let conditions = [condition("os", .text("linux"))]
        switch kind {
        case .request:
            return try fixture.request(.deactivate(used: UsageTotal(units: 3)), from: device) {
                $0.fingerprint = fingerprint
                $0.label = try label("x")
                $0.conditions = conditions
                $0.notes = conditions
            }.signed(by: device)
        case .certificate: return try fullCertificate(fingerprint, conditions)
        case .report:
            var report = UsageReport(
                of: SyncFixture.id(77), sequence: 2, issuedAt: SyncFixture.start, journal: .empty)
            report.usage = UsageTotal(units: 3)
            report.previousReport = MessageDigest(of: [1])
            report.previousReceipt = MessageDigest(of: [2])
            report.held.bundle = 1
            return try report.signed(by: device)
        case .receipt:
            var receipt = Receipt(
                to: MessageDigest(of: [1]), .accepted, issuedAt: SyncFixture.start)
            receipt.certificate = try fullCertificate(fingerprint, conditions)
            receipt.activation = SyncFixture.id(77)
            receipt.replacement = try LicenseKey(fixture.license.message)
            receipt.usage = UsageTotal(units: 3)
            return try receipt.signed(by: SyncFixture.serviceKey())
        case .reset, .rootReset:
            return try ClockReset(
                of: SyncFixture.id(77), number: 1, time: SyncFixture.start,
                expiresAt: SyncFixture.start + .seconds(1)
            ).signed(by: SyncFixture.serviceKey())
        }
    }

    private static func fullCertificate(
        _ fingerprint: Fingerprint?, _ conditions: [Condition]
    ) throws -> SignedMessage {
        var certificate = SyncFixture.plain.certificate(for: try SyncFixture.deviceKey(1))
        certificate.leaseEnd = SyncFixture.start + .seconds(1)
        certificate.fingerprint = fingerprint
        certificate.allowance = 3
        certificate.label = try label("x")
        certificate.conditions = conditions
        certificate.expiryOverride = SyncFixture.start
        certificate.lists.raise(1, to: 1)
        return try certificate.signed(by: SyncFixture.serviceKey())
    }
}

@Suite struct `The claims of a device message` {
    @Test(arguments: ClaimPlace.all)
    func `are refused when a required one is missing`(_ place: ClaimPlace) throws {
        var message = try ChangedMessage(place.kind)
        message.set(.integer(place.label), inOwn: place.isOwn, nil)
        if place.isRequired {
            #expect(throws: SyncError.claims(.missing(place.claim))) { try message.read() }
        } else {
            #expect(throws: Never.self) { try message.read() }
        }
    }

    @Test(arguments: ClaimPlace.all)
    func `are refused when one has another type`(_ place: ClaimPlace) throws {
        for value: CBORItem in [.bool(true), .bytes([]), .text(""), .array([]), .map(CBORMap())] {
            var message = try ChangedMessage(place.kind)
            message.set(.integer(place.label), inOwn: place.isOwn, value)
            let isLicense =
                place.claim == .replacement || (place.claim == .license && place.kind == .request)
            if isLicense, value == .bytes([]) {
                #expect(throws: SyncError.license(.message(.notSigned1))) { try message.read() }
            } else {
                #expect(throws: SyncError.claims(.outOfRange(place.claim))) { try message.read() }
            }
        }
    }

    @Test(arguments: MessageKind.allCases)
    func `are refused with one of a newer version, unless it is an extension`(
        _ kind: MessageKind
    ) throws {
        for label: Int64 in [9, 31, 0, -1] {
            var message = try ChangedMessage(kind == .rootReset ? .reset : kind)
            message.set(.integer(label), inOwn: true, .bool(true))
            #expect(throws: SyncError.claims(.unknown(label: label))) { try message.read() }
        }
        for label: Int64 in [1, 9, 32] {
            var message = try ChangedMessage(kind == .rootReset ? .reset : kind)
            message.set(.integer(label), inOwn: false, .bool(true))
            #expect(throws: SyncError.claims(.unknown(label: label))) { try message.read() }
        }
        var message = try ChangedMessage(kind == .rootReset ? .reset : kind)
        message.set(.integer(32), inOwn: true, .text("ignored"))
        #expect(throws: Never.self) { try message.read() }
        message.set(.text("x"), inOwn: true, .bool(true))
        #expect(throws: SyncError.claims(.textLabel)) { try message.read() }
    }

    /// Values just beyond their range.
    static let beyond: [(MessageKind, Int64, CBORItem, SyncClaim)] = [
        (.request, 2, .integer(0), .kind), (.request, 2, .integer(3), .kind),
        (.request, 2, .integer(1), .usage), (.request, 1, .text(""), .license),
        (.request, 1, .text(String(repeating: "x", count: 513)), .license),
        (.request, 1, .array([.bytes([1]), .bytes([1])]), .license),
        (.request, 4, .text("a\nb"), .label),
        (.request, 4, .text(String(repeating: "x", count: 129)), .label),
        (
            .request, 3, .array([.integer(2), .bytes(.init(repeating: 0, count: 8)), .array([])]),
            .fingerprint
        ),
        (.certificate, 4, .integer(-1), .allowance),
        (.certificate, 4, .integer(1 << 53), .allowance),
        (.certificate, 7, .integer(-1), .expiryOverride),
        (.report, 2, .integer(0), .sequence), (.report, 2, .integer(1 << 53), .sequence),
        (.report, 2, .integer(1), .previousReport),
        (.report, 4, .bytes(.init(repeating: 0, count: 31)), .journal),
        (.report, 5, .bytes(.init(repeating: 0, count: 15)), .previousReceipt),
        (.receipt, 3, .integer(0), .outcome), (.receipt, 3, .integer(12), .outcome),
        (.receipt, 1, .bytes(.init(repeating: 1, count: 16)), .activation),
        (.reset, 2, .integer(0), .resetNumber), (.reset, 3, .integer(1_800_000_001), .expiresAt),
    ]

    @Test(arguments: beyond.indices)
    func `are refused beyond their range`(row: Int) throws {
        let (kind, label, value, claim) = Self.beyond[row]
        var message = try ChangedMessage(kind)
        message.set(.integer(label), inOwn: true, value)
        #expect(throws: SyncError.claims(.outOfRange(claim))) { try message.read() }
    }

    @Test func `are refused with totals, lists or versions beyond their range`() throws {
        func map(_ entries: [(Int64, CBORItem)]) throws -> CBORItem {
            .map(
                try #require(
                    CBORMap(entries.map { CBORMap.Entry(.integer($0.0), $0.1) })))
        }
        let rows: [(MessageKind, Int64, CBORItem, SyncClaim)] = [
            (.report, 3, try map([(0, .integer(0))]), .usage),
            (.report, 3, try map([(0, .integer(1 << 53))]), .usage),
            (.report, 3, try map([(-1, .integer(1))]), .usage),
            (.report, 3, try map([(1 << 32, .integer(1))]), .usage),
            (.certificate, 8, try map([(4096, .integer(1))]), .lists),
            (.certificate, 8, try map([(0, .integer(0))]), .lists),
            (.report, 6, try map([(1, .integer(0))]), .held),
            (.report, 6, try map([(2, .map(CBORMap()))]), .held),
            (.report, 6, try map([(3, .integer(1))]), .held),
        ]
        for (kind, label, value, claim) in rows {
            var message = try ChangedMessage(kind)
            message.set(.integer(label), inOwn: true, value)
            #expect(throws: SyncError.claims(.outOfRange(claim))) { try message.read() }
        }
    }

    @Test func `name no device key under which anyone can sign`() throws {
        var message = try ChangedMessage(.certificate)
        let key = try #require(
            CBORMap([
                CBORMap.Entry(.integer(1), .integer(1)), CBORMap.Entry(.integer(-1), .integer(6)),
                CBORMap.Entry(.integer(-2), .bytes(.init(repeating: 0, count: 32))),
            ]))
        let confirmation = try #require(CBORMap([CBORMap.Entry(.integer(1), .map(key))]))
        message.set(.integer(8), inOwn: false, .map(confirmation))
        #expect(throws: SyncError.deviceKey(.smallOrder)) { try message.read() }
    }

    @Test func `cannot be written beyond their range either`() throws {
        let service = SyncFixture.serviceKey()
        let device = try SyncFixture.deviceKey(1)
        let fixture = SyncFixture.plain
        let unsorted = [condition("b", .bool(true)), condition("a", .bool(true))]
        #expect(throws: SyncError.claims(.outOfRange(.conditions))) {
            try fixture.request(from: device) { $0.conditions = unsorted }.signed(by: device)
        }
        #expect(throws: SyncError.claims(.outOfRange(.notes))) {
            try fixture.request(from: device) { $0.notes = unsorted }.signed(by: device)
        }
        #expect(throws: SyncError.otherSigner) {
            try fixture.request(from: device).signed(by: service)
        }
        #expect(throws: SyncError.claims(.outOfRange(.allowance))) {
            try fixture.certificate(for: device) { $0.allowance = 1 << 53 }.signed(by: service)
        }
        #expect(throws: SyncError.claims(.outOfRange(.expiresAt))) {
            try fixture.certificate(for: device) { $0.leaseEnd = $0.issuedAt }.signed(by: service)
        }
        let report = UsageReport(
            of: SyncFixture.id(1), sequence: 2, issuedAt: SyncFixture.start, journal: .empty)
        #expect(throws: SyncError.claims(.missing(.previousReport))) {
            try report.signed(by: device)
        }
    }
}
