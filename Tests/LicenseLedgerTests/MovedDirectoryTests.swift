import Foundation
import Glibc
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseLedger

@Suite struct `A ledger whose directory is not what it was` {
    private static let now = LedgerVendor.start

    /// A ledger that has a seat and has used some units.
    private static func make(_ directory: String, used: UInt64) throws -> Ledger {
        var vendor = try LedgerVendor()
        let ledger = try Ledger.onDisk(directory)
        try ledger.take(vendor.license.message, at: now)
        try ledger.take(vendor.answer(ledger.request(.activate, at: now), at: now), at: now)
        try ledger.consume(used, at: now)
        return ledger
    }

    /// Every file of a directory.
    private static func contents(_ directory: String) throws -> [String: Data] {
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: directory).reduce(into: [:]) {
            $0[$1] = files.contents(atPath: directory + "/" + $1)
        }
    }

    private static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? LedgerError)?.code
        }
    }

    @Test func `writes nothing into another's that took its place`() throws {
        try withTemporaryDirectory { directory in
            let (place, aside) = (directory + "/device", directory + "/aside")
            let ledger = try Self.make(place, used: 3)
            let other = try Self.make(directory + "/other", used: 90)
            let vendor = try LedgerVendor()
            #expect(rename(place, aside) == 0 && rename(directory + "/other", place) == 0)
            let untouched = try Self.contents(place)
            #expect(Self.code { try ledger.consume(1, at: Self.now) } == "ledger.stale")
            #expect(
                Self.code { try ledger.take(vendor.license.message, at: Self.now) }
                    == "ledger.stale")
            #expect(Self.code { _ = try ledger.request(.activate, at: Self.now) } == "ledger.stale")
            #expect(try Self.contents(place) == untouched)
            #expect(Self.code { try other.consume(1, at: Self.now) } == "ledger.stale")
            // Back in their places both go on where they were.
            #expect(rename(place, directory + "/other") == 0 && rename(aside, place) == 0)
            #expect(try ledger.consume(1, at: Self.now).used == 4)
        }
    }

    @Test func `counts nothing once it is removed`() throws {
        try withTemporaryDirectory { directory in
            let ledger = try Self.make(directory + "/device", used: 3)
            try FileManager.default.removeItem(atPath: directory + "/device")
            #expect(Self.code { try ledger.consume(1, at: Self.now) } == "ledger.stale")
        }
    }

    @Test func `is found again wherever the program goes`() throws {
        try withTemporaryDirectory { directory in
            let upwards = String(repeating: "../", count: 64)
            let link = directory + "/link"
            #expect(symlink(directory + "/device", link) == 0)
            let ledger = try Self.make(upwards + directory.dropFirst() + "/device", used: 3)
            #expect(ledger.directory.hasPrefix(upwards))
            #expect(ledger.absolutePath.hasPrefix("/") && ledger.absolutePath.hasSuffix("/device"))
            #expect(try Ledger.onDisk(link).absolutePath == ledger.absolutePath)
        }
    }

    @Test(arguments: ["state", "clock", "status-list", "affirmations"])
    func `waits for nobody at a pipe`(name: String) throws {
        try withTemporaryDirectory { directory in
            let place = directory + "/device"
            let ledger = try Self.make(place, used: 3)
            withExtendedLifetime(ledger) {}
            unlink(place + "/" + name)
            #expect(mkfifo(place + "/" + name, 0o600) == 0)
            let opened = try? Ledger.onDisk(place)
            #expect((opened == nil) == (name == "state" || name == "clock"))
        }
    }

    @Test(arguments: [0, 23, 24, 25, 124, 70_000])
    func `takes a clock mark of any length for damage`(length: Int) throws {
        try withTemporaryDirectory { directory in
            let place = directory + "/device"
            _ = try Self.make(place, used: 3)
            try Data(repeating: 7, count: length).write(to: URL(fileURLWithPath: place + "/clock"))
            #expect(try Ledger.onDisk(place).consume(1, at: Self.now).used == 4)
        }
    }
}
