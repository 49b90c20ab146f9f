import CSV
import Foundation
import Glibc
import LicenseRegistry
import LicenseTestSupport
import Terminal
import Testing

@testable import latchkey

@Suite struct `Comma-separated values` {
    @Test(arguments: [
        ("a,b,c", ["a", "b", "c"]), ("", [""]), (",", ["", ""]), ("a,", ["a", ""]),
        ("\"a,b\",c", ["a,b", "c"]), ("\"a \"\"b\"\" c\"", ["a \"b\" c"]), ("\"\"", [""]),
        ("\"\"\"\"", ["\""]), ("\"line\nbreak\",x", ["line\nbreak", "x"]),
        ("ü,\u{1f680}", ["ü", "\u{1f680}"]),
    ])
    func `are read as they are written`(text: String, fields: [String]) throws {
        #expect(try CSVRecord.fields(of: Array(text.utf8)) == fields)
    }

    @Test(arguments: [
        ("a\"b", CSVRecord.Fault.quoteInside), ("\"a\"b", .textAfterQuote), ("\"a", .openQuote),
        ("x,\"", .openQuote), ("\"a\"\"", .openQuote),
    ])
    func `are refused by their fault`(text: String, fault: CSVRecord.Fault) {
        #expect(throws: fault) { try CSVRecord.fields(of: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("  =A1", "'  =A1"), ("\u{FF1D}A1", "'\u{FF1D}A1"), ("\t=A1", "'\t=A1"),
        ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("Ann = Ant", "Ann = Ant"), ("", ""),
        ("a,\"\u{301},=b", "\"a,\"\"\u{301},=b\""), ("=\u{301}1", "'=\u{301}1"),
        ("\u{A0}=1", "'\u{A0}=1"),
    ])
    func `are shown by a spreadsheet, and not calculated`(text: String, field: String) {
        #expect(CSVField.text(text) == field)
    }

    @Test(arguments: 0..<UInt64(200))
    func `come back from what was written, whatever is in them`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("ab,\"\n\r ü;=") + ["\"\u{301}", ",\u{301}"]
        let fields = (0...Int.random(in: 0..<5, using: &generator)).map { _ in
            String(
                (0..<Int.random(in: 0..<8, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator)!
                })
        }
        let record = fields.map(CSVField.escaped).joined(separator: ",")
        #expect(try CSVRecord.fields(of: Array(record.utf8)) == fields)
    }
}

@Suite struct `A reader of records` {
    private func records(_ text: String, hasQuotes: Bool = true) throws -> [String] {
        try withTemporaryDirectory { directory in
            let path = directory + "/input"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            var reader = RecordReader(
                descriptor, name: "input", hasQuotes: hasQuotes, encoding: .utf8)
            var records: [String] = []
            while let record = try reader.next() {
                records.append(String(decoding: record, as: UTF8.self))
            }
            #expect(reader.consumedBytes == text.utf8.count)
            return records
        }
    }

    @Test func `ends records at line feeds, with or without a carriage return`() throws {
        #expect(try records("a\nb\r\nc") == ["a", "b", "c"])
        #expect(try records("a\n\n  \n\r\nb\n") == ["a", "b"])
        #expect(try records("").isEmpty)
    }

    @Test func `ends records at returns alone, where there are quotation marks`() throws {
        #expect(try records("a\rb\r\rc\r") == ["a", "b", "c"])
        #expect(try records("\"a\rb\"\rc") == ["\"a\rb\"", "c"])
    }

    @Test(arguments: [true, false])
    func `reads UTF-16 whatever its blocks cut in two`(isLittle: Bool) throws {
        // Characters of one, two and four bytes in UTF-16's own count of one and two units.
        let lines = (0..<30_000).map {
            "\($0) M\u{fc}ller \u{1f511}" + String(repeating: "x", count: $0 % 7)
        }
        var bytes: [UInt8] = []
        for unit in lines.joined(separator: "\r\n").utf16 {
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xff)]
            bytes += isLittle ? pair.reversed() : pair
        }
        try withTemporaryDirectory { directory in
            let path = directory + "/input"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            var reader = RecordReader(
                descriptor, name: "input", hasQuotes: true, encoding: .utf16(isLittle: isLittle))
            var found: [String] = []
            while let record = try reader.next() {
                found.append(String(decoding: record, as: UTF8.self))
            }
            #expect(found == lines)
            // Half a character is not replaced.
            var decoder = BlockDecoder(.utf16(isLittle: true))
            #expect(decoder.utf8([0x41, 0x00, 0x3d, 0xd8][...]) == [0x41])
            #expect(decoder.utf8([]) == nil)
        }
    }

    @Test func `keeps a line feed between quotation marks, where there are such`() throws {
        #expect(try records("\"a\nb\"\nc\n") == ["\"a\nb\"", "c"])
        #expect(try records("\"a\nb\"\nc\n", hasQuotes: false) == ["\"a", "b\"", "c"])
    }

    @Test func `reads records that lie across its blocks`() throws {
        let lines = (0..<40_000).map { "row \($0) " + String(repeating: "x", count: $0 % 50) }
        #expect(try records(lines.joined(separator: "\n")) == lines)
    }

    @Test func `refuses a record without an end`() {
        #expect(throws: CommandFailure.self) {
            try records("\"" + String(repeating: "a\n", count: 200_000))
        }
    }
}

@Suite struct `A table of text` {
    private func table(_ bytes: [UInt8]) throws -> TextTable {
        try TextTable(bytes) {
            ["name", "end"].contains(TableHeader.plain($0)) ? TableHeader.plain($0) : nil
        }
    }

    private func utf16(_ text: String) -> [UInt8] {
        [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    }

    @Test(arguments: [
        "name,end\nMüller,1y\n", "Name;End\r\nMüller;1y", "sep=\t\r\nNAME\tEND\r\nMüller\t1y\r\n",
        "\u{feff}name,end\rMüller,1y\r", " name , end \n\"Müller\", 1y \n,\n",
    ])
    func `is read in every form in which spreadsheets save it`(text: String) throws {
        for bytes in [Array(text.utf8), utf16(text.filter { $0 != "\u{feff}" })] {
            let table = try table(bytes)
            let rows = try table.rows.map { try table.header.cells(of: $0.record).map(\.text) }
            #expect(rows == [["Müller", "1y"]])
        }
    }

    @Test func `numbers its rows as a spreadsheet does`() throws {
        let rows = try table(Array("sep=,\nname,end\n\n,\n\"two\nlines\",1y\nlast,1y".utf8)).rows
        #expect(rows.map(\.number) == [4, 5])
    }

    @Test(arguments: [
        ("PK\u{3}\u{4}", TableFault.foreign("a workbook (.xlsx, .ods) or another packed file")),
        ("", .empty), ("name,Color,Size\n", .unknownColumns(["Color", "Size"])),
        ("name,NAME\n", .duplicateColumn("name")),
        ("name\n\"" + String(repeating: "a", count: 70_000), .longRecord),
    ])
    func `is refused as a whole by its fault`(text: String, fault: TableFault) {
        #expect(throws: fault) { try table(Array(text.utf8)) }
    }

    @Test func `is refused by the row and column of a fault`() throws {
        let table = try table(
            Array("name,end\nM".utf8) + [0xfc] + Array("ller,1y\nA\u{7},#N/A\n,#N/A\nx\n".utf8))
        let faults = table.rows.map { row in
            #expect(throws: TableFault.self) { try table.header.cells(of: row.record) }
        }
        #expect(
            faults == [
                .encoding(column: "name"), .control(column: "name", "\u{7}"),
                .spreadsheetError(column: "end", "#N/A"), .fieldCount(1, expected: 2),
            ])
    }
}
