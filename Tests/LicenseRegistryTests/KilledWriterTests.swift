import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import SQLDatabase

@Suite struct `A program that is killed while it writes` {
    @Test(arguments: Driver.available)
    func `leaves all that it was told is done, once and whole`(_ driver: Driver) throws {
        try TestDatabase.with(driver) { test in
            let database = try test.open()
            try database.run("CREATE TABLE debit (id BIGINT PRIMARY KEY)")
            try database.run("CREATE TABLE credit (id BIGINT PRIMARY KEY)")
            var done: [Int64] = []
            // Started again on what the one before it left.
            for round in Int64(0)..<3 {
                done += try Self.numbers(of: test, first: round * 100_000, atLeast: 400)
            }
            #expect(done.count >= 1200)
            // At one moment: the server may still be busy with a commit of the killed program's.
            let (debits, credits) = try database.read { (reader) throws(SQLError) in
                (try Self.ids(reader, "debit"), try Self.ids(reader, "credit"))
            }
            #expect(debits == credits)
            #expect(Set(done).subtracting(debits).isEmpty)
            if driver == .sqlite {
                let verdict = try database.read { (reader) throws(SQLError) in
                    try reader.rows("PRAGMA integrity_check") { (row) throws(SQLError) in
                        try row.text("integrity_check")
                    }
                }
                #expect(verdict == ["ok"])
            }
        }
    }

    private static func ids(
        _ reader: any SQLReader, _ table: String
    ) throws(SQLError) -> [Int64] {
        try reader.rows("SELECT id FROM \(table) ORDER BY id") { (row) throws(SQLError) in
            try row.integer("id")
        }
    }

    /// Lets a program write until it has said that a number of writes are done, and kills it.
    private static func numbers(
        of test: TestDatabase, first: Int64, atLeast count: Int
    ) throws -> [Int64] {
        let process = Process()
        process.executableURL = ProductsFolder.url.appendingPathComponent("RegistryWriter")
        process.arguments = [test.text, "\(first)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.start()
        var output = Data()
        while output.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let more = pipe.fileHandleForReading.availableData
            if more.isEmpty { break }
            output += more
        }
        kill(process.processIdentifier, SIGKILL)
        output += pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        return String(decoding: output, as: UTF8.self).split(separator: "\n")
            .compactMap { Int64($0) }
    }
}
