import COSE
import COSESigning
import Dispatch
import Foundation
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

@Suite struct `Many callers of a ledger` {
    /// Runs a body in several threads at once, which may block.
    private static func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                body(number)
                group.leave()
            }
        }
        group.wait()
    }

    private static func directory(
        _ body: (String, LedgerVendor, TestMachine) throws -> Void
    ) throws {
        try withTemporaryDirectory { path in
            let vendor = try LedgerVendor(seats: .notUsed, usage: 500)
            let machine = TestMachine()
            let ledger = try machine.open(SystemFiles(), directory: path + "/device")
            try ledger.take(vendor.license.message, at: LedgerVendor.start)
            try body(path + "/device", vendor, machine)
        }
    }

    @Test func `who hand in together each get their own answer, in order`() throws {
        try Self.directory { path, _, machine in
            let ledger = try machine.open(SystemFiles(), directory: path)
            let amounts: [UInt64] = [2, 0, 3] + Array(repeating: 1, count: 494) + [2, 1, 1]
            let answers = ledger.consume(
                each: amounts.map {
                    UsageRequest(amount: $0, meter: .units, time: LedgerVendor.start)
                })
            #expect(answers.count == amounts.count)
            #expect(answers[0] == .success(Consumption(used: 2, left: 498)))
            #expect(answers[1] == .failure(.amount))
            #expect(answers[2] == .success(Consumption(used: 5, left: 495)))
            #expect(answers[496] == .success(Consumption(used: 499, left: 1)))
            #expect(answers[497] == .failure(.exhausted(left: 1, used: 499, limit: 500)))
            #expect(answers[498] == .success(Consumption(used: 500, left: 0)))
            #expect(answers[499] == .failure(.exhausted(left: 0, used: 500, limit: 500)))
            #expect(ledger.summary(at: LedgerVendor.start).usage[.units] == 500)
        }
    }

    @Test func `each get their own answer, and share the limit exactly`() throws {
        try Self.directory { path, _, machine in
            let ledger = try machine.open(SystemFiles(), directory: path)
            let totals = Mutex<[UInt64]>([])
            let refused = Mutex(0)
            Self.inThreads(24) { _ in
                for _ in 0..<30 {
                    do throws(LedgerError) {
                        let used = try ledger.consume(1, at: LedgerVendor.start).used
                        totals.withLock { $0.append(used) }
                    } catch {
                        #expect(error == .exhausted(left: 0, used: 500, limit: 500))
                        refused.withLock { $0 += 1 }
                    }
                }
            }
            #expect(totals.withLock { $0.sorted() } == Array(1...500))
            #expect(refused.withLock { $0 } == 24 * 30 - 500)
        }
    }

    @Test func `in several processes count into one journal, and see each other`() throws {
        try Self.directory { path, vendor, machine in
            // A ledger of its own has locks and files of its own, as another process would.
            let ledgers = try (0..<3).map { _ in
                try machine.open(SystemFiles(), directory: path)
            }
            Self.inThreads(6) { number in
                for _ in 0..<25 {
                    #expect(throws: Never.self) {
                        try ledgers[number % 3].consume(2, at: LedgerVendor.start)
                    }
                }
            }
            for ledger in ledgers {
                #expect(ledger.summary(at: LedgerVendor.start).usage[.units] == 300)
            }
            let now = LedgerVendor.start
            try ledgers[0].take(vendor.list(.suspended, sequence: 4, at: now), at: now)
            #expect(try ledgers[1].decide(vendor, at: now).reasons == [.suspended(asOf: now)])
        }
    }

    @Test func `continue in a new file when one is full, in each process`() throws {
        try withTemporaryDirectory { path in
            let vendor = try LedgerVendor(seats: .notUsed, usage: nil)
            let machine = TestMachine()
            let first = try machine.open(SystemFiles(), directory: path)
            try first.take(vendor.license.message, at: LedgerVendor.start)
            let second = try machine.open(SystemFiles(), directory: path)
            let rounds = JournalSegment.capacity / 16 / 8 + 4
            Self.inThreads(16) { number in
                for _ in 0..<(rounds * 8) {
                    #expect(throws: Never.self) {
                        try (number % 2 == 0 ? first : second).consume(
                            1, at: LedgerVendor.start)
                    }
                }
            }
            let expected = UInt64(16 * rounds * 8)
            #expect(first.summary(at: LedgerVendor.start).usage[.units] == expected)
            #expect(second.summary(at: LedgerVendor.start).usage[.units] == expected)
            #expect(FileManager.default.fileExists(atPath: path + "/journal.000002"))
        }
    }

    @Test func `share a commit, and none waits for ever`() {
        let commits = Mutex(0)
        let group = SharedCommit<Int, Int>(maxCount: 8) { requests in
            commits.withLock { $0 += 1 }
            #expect(requests.count <= 8)
            return requests.map { $0 * 2 }
        }
        Self.inThreads(32) { number in
            for round in 0..<200 {
                #expect(group.submit(number * 1000 + round) == (number * 1000 + round) * 2)
            }
        }
        #expect(commits.withLock { $0 } <= 32 * 200)
    }

    @Test func `share a commit as tasks and threads together`() async {
        let isCommitting = Mutex(false)
        let group = SharedCommit<Int, Int>(maxCount: 8) { requests in
            isCommitting.withLock { isCommitting in
                #expect(!isCommitting, "one commit at a time")
                isCommitting = true
            }
            defer { isCommitting.withLock { $0 = false } }
            return requests.map { $0 * 2 }
        }
        await withTaskGroup { tasks in
            for number in 0..<32 {
                tasks.addTask {
                    for round in 0..<200 {
                        let request = number * 1000 + round
                        #expect(await group.submit(request) == request * 2)
                    }
                }
            }
            tasks.addTask {
                try? await aside {
                    Self.inThreads(8) { number in
                        for round in 0..<200 {
                            let request = -(number * 1000 + round)
                            #expect(group.submit(request) == request * 2)
                        }
                    }
                }
            }
        }
    }

    @Test func `get their answers as tasks, and share the limit exactly`() async throws {
        try await withTemporaryDirectory { path in
            let vendor = try LedgerVendor(seats: .notUsed, usage: 500)
            let ledger = try TestMachine().open(SystemFiles(), directory: path)
            try ledger.take(vendor.license.message, at: LedgerVendor.start)
            let totals = await withTaskGroup(of: [UInt64?].self) { tasks in
                for _ in 0..<24 {
                    tasks.addTask {
                        var totals: [UInt64?] = []
                        for _ in 0..<30 {
                            do throws(LedgerError) {
                                totals.append(try await ledger.consume(at: LedgerVendor.start).used)
                            } catch {
                                #expect(error == .exhausted(left: 0, used: 500, limit: 500))
                                totals.append(nil)
                            }
                        }
                        return totals
                    }
                }
                return await tasks.reduce(into: []) { $0 += $1 }
            }
            #expect(totals.compactMap { $0 }.sorted() == Array(1...500))
            #expect(totals.count == 24 * 30)
            await #expect(throws: LedgerError.amount) {
                try await ledger.consume(0, at: LedgerVendor.start)
            }
        }
    }

    @Test func `keep a copy made while they count from being taken for the ledger`() throws {
        try Self.directory { path, _, machine in
            let ledger = try machine.open(SystemFiles(), directory: path)
            try ledger.consume(5, at: LedgerVendor.start)
            let copy = path + "-copy"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            try ledger.consume(5, at: LedgerVendor.start)
            // On another machine the copy knows that it is one.
            let other = TestMachine(91)
            let facts = other.facts.withLock { $0 }
            machine.facts.withLock { $0 = facts }
            let copied = try machine.open(SystemFiles(), directory: copy)
            #expect(throws: LedgerError.otherMachine) {
                try copied.consume(at: LedgerVendor.start)
            }
        }
    }

    /// The short form of the soak that the package has as a command.
    @Test func `lose nothing that had returned when they are killed`() throws {
        let products =
            Bundle.main.bundleURL.pathExtension == "xctest"
            ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL
        let result = try runProcess(
            products.appendingPathComponent("LedgerSoak").path, ["--kills", "12", "--seed", "5"],
            environment: ["PATH": "/usr/bin:/bin"], directory: "/")
        #expect(result.status == 0)
        #expect(String(decoding: result.output, as: UTF8.self).contains("0 lost, 0 doubled"))
    }
}
