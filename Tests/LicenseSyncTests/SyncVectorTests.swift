import JSON
import LicenseSync
import LicenseTestSupport
import Testing

@Suite struct `Device message vectors` {
    @Test func `are there, each name once`() throws {
        #expect(SyncVector.all.count > 250)
        let names = try SyncVector.all.map { try $0.string("name") }
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: SyncVector.all)
    func `reach the verdict that is recorded`(_ vector: NamedVector) throws {
        #expect(try SyncVector.verdict(vector) == vector.expected)
    }

    /// The codes of Device-Messages, verification, and that of root keys.
    private static let codes: Set = [
        "sync.too-long", "sync.form", "sync.type", "sync.unknown-key", "sync.device-key",
        "sync.signature", "sync.payload", "sync.claims", "sync.newer-format", "sync.license",
        "sync.window", "sync.other-organization", "sync.roots", "sync.other-device",
        "sync.other-license", "sync.other-activation", "sync.other-request", "sync.reset-used",
        "sync.reset-expired",
    ]

    @Test func `reach every code of a refusal`() {
        #expect(Set(SyncVector.all.compactMap(\.code)) == Self.codes)
    }

    @Test func `reach every verdict of a report and every evidence of a copy`() {
        let verdicts = SyncVector.all.flatMap { $0.expected["verdicts"]?.array ?? [] }
            .compactMap(\.members)
        #expect(
            Set(verdicts.compactMap { $0["verdict"]?.string })
                == ["accepted", "duplicate", "stale", "forked"])
        #expect(
            Set(verdicts.compactMap { $0["evidence"]?.string })
                == Set(ForkEvidence.allCases.map(\.rawValue)))
    }
}
