import LicenseRegistry
import Testing

@Suite struct `A key that people have typed` {
    private static let uuid = "00000002-aaaa-4bbb-8ccc-0123456789ab"

    @Test(arguments: [
        uuid.uppercased(), "00000002aaaa4bbb8ccc0123456789ab",
        " 00000002 AAAA 4bbb 8ccc 0123456789ab ",
        "00000002-aaaa-4bbb-8ccc-0123-4567-89ab",
    ])
    func `is read as a UUID in both cases, where it is one`(text: String) {
        #expect(KeyForm.readings(of: text).contains(Self.uuid))
    }

    @Test(arguments: [
        "\(uuid.dropLast())g", "\(uuid)0", "\(uuid.dropLast())", "", "ACME",
    ])
    func `is not made one that it is not`(text: String) {
        #expect(!KeyForm.readings(of: text).contains(Self.uuid))
    }

    @Test(arguments: [uuid, uuid.uppercased(), " \(uuid) ", "00000002aaaa4bbb8ccc0123456789ab"])
    func `counts as one, however it is typed`(text: String) {
        #expect(KeyForm.canonical(of: text) == Self.uuid)
    }

    @Test func `is asked for once in each form`() {
        #expect(KeyForm.readings(of: Self.uuid) == [Self.uuid.uppercased()])
        #expect(
            KeyForm.readings(of: "SHRT-0000000Z-AAAA-4BBB-8CCC-0123456789AB").isEmpty)
    }
}
