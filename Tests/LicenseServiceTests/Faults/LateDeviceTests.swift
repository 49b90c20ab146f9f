import COSE
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `A device that comes back after two years` {
    private static let callers = 50
    private static let usesOfEach = 1000
    private static let end = TestService.now + .seconds(2 * 365 * 86_400)

    @Test func `is reconciled by one report of 50,000 uses, as small as any`() async throws {
        try await withTemporaryDirectory { directory in
            let now = Mutex(TestService.now)
            let clock = ServiceClock { now.withLock { $0 } }
            let vendor = try TestService(
                directory, usage: 100_000, lifetime: .years(5), clock: clock,
                adjust: { parts in
                    parts.devices.lease = nil
                    parts.devices.allowance = 60_000
                })
            let license = try vendor.license()
            let files = CountedFiles()
            let ledger = try Self.open(vendor, at: vendor.now, files)
            for result in ledger.install([license.message], at: vendor.now) {
                _ = try result.get()
            }
            try await vendor.application.test(.live) { client in
                let request = try ledger.request(.activate, at: vendor.now)
                try ledger.take(await client.sync(request.bytes))
                try await ledger.consume(at: vendor.now)
                let first = try await Self.report(ledger, client, at: vendor.now)
                Self.use(ledger)
                #expect(ledger.summary(at: Self.end).records == 50_001)
                now.withLock { $0 = Self.end }
                files.bytesRead.withLock { $0 = 0 }
                let returned = try Self.open(vendor, at: Self.end, files)
                let last = try await Self.report(returned, client, at: Self.end)
                // Totals and a hash, however many records they stand for.
                #expect(last.report <= first.report + 32)
                #expect(last.receipt <= first.receipt + 32)
                // Two files of the journal at most were read again, of fourteen.
                #expect(files.bytesRead.withLock { $0 } < 2 * 400_000)
                let usage = UsageTotal(units: 50_001)
                #expect(try vendor.registry.activations.usage(of: license.claims.license) == usage)
                #expect(returned.summary(at: Self.end).usage == usage)
                let next = returned.summary(at: Self.end).certificate?.allowance
                #expect(next == 100_000)
            }
            try await vendor.service.validations.shutDown()
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    private static func open(
        _ vendor: TestService, at now: Timestamp, _ files: CountedFiles
    ) throws -> Ledger {
        try Ledger.open(
            vendor.directory + "/machine", trusting: vendor.trust, at: now, files: files)
    }

    /// One unit at a time, over two years; many callers, because each use is on the disk before
    /// the next of the same caller.
    private static func use(_ ledger: Ledger) {
        let results = concurrently(callers) { caller in
            for number in 0..<usesOfEach {
                let share = Double(number * callers + caller) / Double(callers * usesOfEach)
                let span = Duration.seconds(
                    Int64(
                        share
                            * Double(end.secondsSinceEpoch - TestService.now.secondsSinceEpoch)))
                try ledger.consume(at: TestService.now + span)
            }
        }
        for result in results { #expect(throws: Never.self) { try result.get() } }
    }

    /// The sizes of a report and its receipt.
    private static func report(
        _ ledger: Ledger, _ client: any TestClientProtocol, at now: Timestamp
    ) async throws -> (report: Int, receipt: Int) {
        let report = try ledger.pendingReport(at: now)
        let answer = try await client.sync(report.bytes)
        #expect(answer.status == .ok)
        let receipt = try SignedMessage(deviceMessage: Array(answer.body.readableBytesView))
        for result in ledger.install([receipt], at: now) { _ = try result.get() }
        return (report.bytes.count, answer.body.readableBytes)
    }
}

/// The system's files, and how many bytes were read of them.
private final class CountedFiles: FileLayer {
    private let files = SystemFiles()
    let bytesRead = Mutex(0)

    func read(_ file: OpenFile, at offset: Int, count: Int) throws(FileFault) -> [UInt8] {
        let bytes = try files.read(file, at: offset, count: count)
        bytesRead.withLock { $0 += bytes.count }
        return bytes
    }

    func makeDirectory(_ path: String) throws(FileFault) { try files.makeDirectory(path) }
    func names(in directory: String) throws(FileFault) -> [String] {
        try files.names(in: directory)
    }
    func open(_ path: String, for use: FileUse) throws(FileFault) -> OpenFile? {
        try files.open(path, for: use)
    }
    func resolve(_ path: String) throws(FileFault) -> String { try files.resolve(path) }
    func isSame(_ file: OpenFile, as path: String) throws(FileFault) -> Bool {
        try files.isSame(file, as: path)
    }
    func dropInChildren(_ file: OpenFile) { files.dropInChildren(file) }
    func close(_ file: OpenFile) { files.close(file) }
    func word(of file: OpenFile, at offset: Int) throws(FileFault) -> UInt64 {
        try files.word(of: file, at: offset)
    }
    func write(_ bytes: [UInt8], to file: OpenFile, at offset: Int) throws(FileFault) {
        try files.write(bytes, to: file, at: offset)
    }
    func flush(_ file: OpenFile) throws(FileFault) { try files.flush(file) }
    func flushDirectory(_ path: String) throws(FileFault) { try files.flushDirectory(path) }
    func rename(_ path: String, to newPath: String) throws(FileFault) {
        try files.rename(path, to: newPath)
    }
    func remove(_ path: String) throws(FileFault) { try files.remove(path) }
    func lock(_ file: OpenFile, waits: Bool) throws(FileFault) -> Bool {
        try files.lock(file, waits: waits)
    }
    func unlock(_ file: OpenFile) { files.unlock(file) }
}
