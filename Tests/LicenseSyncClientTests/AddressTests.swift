import COSE
import COSESigning
import LicenseIssuer
import LicenseLedger
import LicenseSyncClient
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

/// A vendor whose trust bundle says where things are; hosts that are not in it do not answer.
private final class VendorNetwork: HTTPTransport {
    static let start = TestService.start

    private let service: TestService
    /// What any web server hands out, by address.
    let files = Mutex<[String: [UInt8]]>([:])
    let asked = Mutex<[String]>([])
    private let hasService: Bool
    private let vendor = TestVendor(seed: 1)

    init(hasService: Bool) throws {
        service = try TestService()
        self.hasService = hasService
    }

    func publish(_ status: LicenseStatus, sequence: UInt64) throws {
        try service.publish(status, sequence: sequence)
        let list = service.state.withLock { $0.list }
        files.withLock { $0["https://files.example/lists/0"] = list }
    }

    func bundle(_ change: (inout TrustBundle) -> Void) throws -> [SignedMessage] {
        var bundle = TrustBundle(
            organization: service.license.claims.organization,
            roots: [SigningKey.test(20).verificationKey], threshold: 1, issuedAt: Self.start,
            expiresAt: Self.start + .seconds(1_000_000))
        bundle.version = 1
        let keys = [
            (vendor.issuer.verificationKey, KeyRole.issue),
            (TestVendor.answering.verificationKey, .activate),
            (TestVendor.listing.verificationKey, .status),
        ]
        bundle.keys = keys.map { key, role in
            BundleKey(
                key, role: role, notBefore: Self.start, notAfter: Self.start + .seconds(9_000_000))
        }
        change(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: SigningKey.test(20))
        return ceremony.messages
    }

    /// A machine that pins the root key and was given one file.
    func device(_ directory: String, _ bundle: [SignedMessage]) throws -> Ledger {
        let ledger = try Ledger.open(
            directory, trusting: .root(TrustRoot(SigningKey.test(20).verificationKey)),
            at: Self.start)
        for result in ledger.install([service.license.message] + bundle, at: Self.start) {
            _ = try result.get()
        }
        return ledger
    }

    func decision(_ ledger: Ledger) throws -> [String] {
        let facts = Facts(
            organization: service.license.claims.organization, benefit: .any, prefix: .any)
        return try ledger.decision(facts, at: Self.start).reasons.map(\.code)
    }

    var license: LicenseID { service.license.claims.license }
    var path: String { service.path }

    func staple(from list: [UInt8]) throws -> [UInt8] {
        let list = try TestVendor.statusKeys.verify(
            SignedMessage.sequence(list, maxPayload: 1 << 20)[0])
        return try list.staple(for: service.license, signedBy: TestVendor.listing).message.bytes
    }

    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPAnswer {
        asked.withLock { $0.append(request.url) }
        if request.url.hasPrefix("https://files.example") {
            let file = files.withLock { $0[request.url] }
            return file.map { HTTPAnswer(status: 200, body: $0) }
                ?? HTTPAnswer(status: 404, body: Array("<html>Not Found".utf8))
        }
        guard hasService, request.url.hasPrefix("https://service.example") else {
            throw .unreachable
        }
        return try await service.send(request)
    }
}

@Suite struct `Addresses that a trust bundle names` {
    private static func round(
        _ vendor: VendorNetwork, _ addresses: ServiceAddresses? = nil,
        _ change: (inout TrustBundle) -> Void,
        _ body: (VendorNetwork, Ledger, () async throws -> SyncOutcomes) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try vendor.device(directory, vendor.bundle(change))
            let client = SyncClient(
                try addresses ?? ServiceAddresses(services: []), over: vendor, sleep: { _ in })
            var tags = DocumentTags()
            try await body(vendor, ledger) {
                try await client.synchronize(
                    ledger, usesBundles: true, tags: &tags, now: { VendorNetwork.start })
            }
        }
    }

    @Test func `are used where the machine's owner names none`() async throws {
        let vendor = try VendorNetwork(hasService: true)
        try vendor.publish(.valid, sequence: 1)
        try await Self.round(vendor) {
            $0.serviceURLs = ["https://service.example/"]
            $0.statusBase = "https://files.example/lists"
        } _: { vendor, ledger, round in
            let outcomes = try await round()
            #expect(outcomes.sent == 1 && outcomes.unsent == 0 && outcomes.refusal == nil)
            #expect(
                vendor.asked.withLock { $0 } == [
                    "https://service.example\(vendor.path)/trust",
                    "https://service.example/v1/trust", "https://files.example/lists/trust",
                    "https://service.example/v1/sync", "https://files.example/lists/0",
                ])
            #expect(ledger.summary(at: VendorNetwork.start).list?.sequence == 1)
        }
    }

    @Test func `give way to a service that is named`() async throws {
        let vendor = try VendorNetwork(hasService: true)
        try vendor.publish(.valid, sequence: 1)
        let named = try ServiceAddresses(services: ["https://service.example"])
        try await Self.round(vendor, named) {
            $0.serviceURLs = ["https://elsewhere.example"]
            $0.statusBase = "https://files.example/lists"
        } _: { vendor, _, round in
            _ = try await round()
            #expect(vendor.asked.withLock { $0.allSatisfy { $0.hasPrefix("https://service.") } })
        }
    }

    @Test func `of files alone bring lists and bundles, and leave messages to be carried`()
        async throws
    {
        let vendor = try VendorNetwork(hasService: false)
        try vendor.publish(.invalid, sequence: 1)
        let next = try vendor.bundle {
            $0.version = 2
            $0.statusBase = "https://files.example/lists"
        }
        vendor.files.withLock { $0["https://files.example/lists/trust"] = next.flatMap(\.bytes) }
        try await Self.round(vendor) {
            $0.statusBase = "https://files.example/lists"
        } _: { vendor, ledger, round in
            let outcomes = try await round()
            #expect(outcomes.sent == 0 && outcomes.unsent == 1 && outcomes.absent == [])
            #expect(ledger.summary(at: VendorNetwork.start).bundle?.version == 2)
            #expect(try vendor.decision(ledger).contains("status.revoked"))
        }
    }

    @Test func `of files may hold a license's own staple in place of a list`() async throws {
        let vendor = try VendorNetwork(hasService: false)
        try vendor.publish(.invalid, sequence: 1)
        let list = try #require(
            vendor.files.withLock { $0.removeValue(forKey: "https://files.example/lists/0") })
        let staple = try vendor.staple(from: list)
        vendor.files.withLock { [license = vendor.license] in
            $0["https://files.example/lists/staples/\(license)"] = staple
        }
        try await Self.round(vendor) {
            $0.statusBase = "https://files.example/lists"
        } _: { vendor, ledger, round in
            _ = try await round()
            #expect(try vendor.decision(ledger).contains("status.revoked"))
        }
    }

    @Test func `that have nothing at all may be a stranger's`() async throws {
        try await Self.round(VendorNetwork(hasService: false)) {
            $0.statusBase = "https://files.example/lists"
        } _: { vendor, _, round in
            await #expect(throws: SyncClientError.foreign("https://files.example/lists")) {
                _ = try await round()
            }
            // One document is enough to know the vendor by.
            try vendor.publish(.valid, sequence: 1)
            #expect(try await round().absent == ["https://files.example/lists/trust"])
        }
    }

    @Test func `stop nothing when one of them does not answer`() async throws {
        let vendor = try VendorNetwork(hasService: true)
        try vendor.publish(.valid, sequence: 1)
        try await Self.round(vendor) {
            $0.serviceURLs = ["https://service.example"]
            $0.statusBase = "https://gone.example/lists"
        } _: { _, ledger, round in
            let outcomes = try await round()
            #expect(outcomes.sent == 1 && outcomes.fault == .unreachable(tries: 3))
            #expect(ledger.summary(at: VendorNetwork.start).list?.sequence == 1)
        }
    }

    @Test func `count only where they are encrypted`() async throws {
        try await Self.round(VendorNetwork(hasService: true)) {
            $0.serviceURLs = ["http://service.example"]
            $0.statusBase = "http://files.example/lists"
        } _: { vendor, _, round in
            await #expect(throws: SyncClientError.noAddress) { _ = try await round() }
            #expect(vendor.asked.withLock { $0 } == [])
        }
    }
}
