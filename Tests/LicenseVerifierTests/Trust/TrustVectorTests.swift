import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Trust vectors` {
    @Test func `are there, each name once`() throws {
        #expect(TrustVector.all.count > 150)
        let names = try TrustVector.all.map { try $0.string("name") }
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: TrustVector.all)
    func `reach the verdict that is recorded`(_ vector: NamedVector) throws {
        #expect(try TrustVector.verdict(vector) == vector.expected)
    }

    /// Each code of a refusal of a bundle, and of a license under one, is reached by a vector.
    @Test func `reach every code of a refusal`() {
        let reached = Set(TrustVector.all.compactMap(\.code))
        let all = Set(
            (EveryCase.trustErrors as [any Explained] + EveryCase.issuerErrors).map(\.code))
        #expect(all.subtracting(reached).isEmpty)
        #expect(reached.subtracting(all) == ["key.unknown-issuer"])
    }
}
