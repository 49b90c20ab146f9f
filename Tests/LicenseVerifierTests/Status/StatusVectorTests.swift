import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Status list vectors` {
    @Test func `are there, each name once`() throws {
        #expect(StatusVector.all.count > 200)
        let names = try StatusVector.all.map { try $0.string("name") }
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: StatusVector.all)
    func `reach the verdict that is recorded`(_ vector: NamedVector) throws {
        #expect(try StatusVector.verdict(vector) == vector.expected)
    }

    /// Each code of a refusal of lists, staples, deltas and files of pages is reached by a vector.
    @Test func `reach every code of a refusal`() {
        let reached = Set(StatusVector.all.compactMap(\.code))
        #expect(reached == Set(EveryCase.statusErrors.map(\.code)))
    }
}
