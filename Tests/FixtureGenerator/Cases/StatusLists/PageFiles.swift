/// A list in pages with only its first page, so that the vector stays small.
private struct RawPageFile {
    var list = RawStatusList()
    var heading = "latchkey pages\n\n"
    /// The version, the bits, the positions and the size of a page.
    var numbers: [UInt32] = [1, 2, 1_048_576, 4096]
    /// What the header says of the object's length, more than is true.
    var excess: UInt32 = 0
    var changeTable: (inout [UInt8]) -> Void = { _ in }
    var changeFile: (inout [UInt8]) -> Void = { _ in }

    func bytes(signer: TestIssuer, object: [UInt8]? = nil) throws -> [UInt8] {
        let object = try object ?? list.signed(by: signer)
        let content = list.content
        var table = RawStatusList.table(of: content)
        changeTable(&table)
        var file = Array(heading.utf8)
        for number in numbers + [UInt32(object.count) + excess] {
            file += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
        }
        file += [UInt8](repeating: 0, count: 64 - file.count)
        file += table + object
        file += [UInt8](repeating: 0, count: (4096 - file.count % 4096) % 4096)
        file += content.prefix(RawStatusList.pageBytes)
        changeFile(&file)
        return file
    }
}

enum PageFiles {
    /// The list in these files; the first page holds the positions up to 16,383.
    private static var paged: RawStatusList {
        var list = RawStatusList()
        list.statuses = [0: 2, 5: 1, 16_383: 3]
        return list
    }

    private static func file(
        _ name: String, _ description: String, _ expected: Expected,
        asking positions: [UInt32] = [0, 5, 6, 16_383], object: [UInt8]? = nil,
        _ change: (inout RawPageFile) -> Void = { _ in }
    ) throws -> StatusCase {
        var file = RawPageFile()
        file.list = paged
        change(&file)
        return try StatusCase(
            "pages-\(name)", description, .pages,
            file.bytes(signer: StatusCase.signer.get(), object: object), expected
        ).with { $0.positions = positions }
    }

    /// Files of pages (Status-List, pages on disk); pages behind the first are cut off.
    static func all() throws -> [StatusCase] {
        let answers: Expected = .accepted([
            ("claims", paged.json),
            (
                "statuses",
                .object([
                    ("0", .number(2)), ("5", .number(1)), ("6", .number(0)), ("16383", .number(3)),
                ])
            ),
        ])
        let delta = RawStatusDelta(from: 6, to: paged, naming: [0, 5, 16_383])
        var forged = Forgery(
            payload: paged.payload, issuer: try StatusCase.stranger.get(), type: RawStatusList.type)
        forged.protected = Forgery.header(
            keyID: try StatusCase.signer.get().publicKey.keyID, type: RawStatusList.type)
        return try [
            file("list", "a file with its list", answers),
            file(
                "delta", "a file with the delta that was applied last", answers,
                object: delta.signed(by: StatusCase.signer.get())),
            file(
                "forged", "a list that nobody trusted signed", .refused("status-list.signature"),
                object: forged.octets()),
        ] + damagedPageFiles()
    }

    private static func damagedPageFiles() throws -> [StatusCase] {
        let form = Expected.refused("status-pages.form")
        let unreadable = Expected.refused("status-pages.unreadable")
        return try [
            file("heading", "another heading", form) { $0.heading = "latchkey pages\r\n" },
            file("version", "another version", form) { $0.numbers[0] = 2 },
            file("bits", "another number of bits", form) { $0.numbers[1] = 1 },
            file("page-size", "another size of pages", form) { $0.numbers[3] = 8192 },
            file("reserved", "a byte that is not zero behind the numbers", form) {
                $0.changeFile = { $0[63] = 1 }
            },
            file("padding", "a byte that is not zero behind the object", form) {
                $0.changeFile = { $0[$0.count - 4097] = 1 }
            },
            file(
                "object-too-long", "a length of the object that is too great by one",
                .refused("status-list.form")
            ) { $0.excess = 1 },
            file("table", "a hash in the table changed", .refused("status-pages.table")) {
                $0.changeTable = { $0[2047] ^= 1 }
            },
            file("page", "a bit of the first page flipped", .refused("status-pages.page")) {
                $0.changeFile = { $0[$0.count - 1] ^= 1 }
            },
            file("end", "a position of a page that is cut off", unreadable, asking: [16_384]),
            file("page-cut", "half of a page", unreadable) { $0.changeFile = { $0.removeLast() } },
            file("table-cut", "half of the table", unreadable) {
                $0.changeFile = { $0.removeLast($0.count - 1000) }
            },
            file("empty", "nothing at all", unreadable) { $0.changeFile = { $0 = [] } },
        ]
    }
}
