import Foundation
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseLedger

@Suite struct `A ledger of which files were deleted` {
    /// A machine's directory, its license, and what it had used when it was left alone.
    private struct Left {
        let vendor: LedgerVendor
        let directory: String
        let decision: Decision
        let left: UInt64?
    }

    private static let now = LedgerVendor.start

    /// Activates, uses twelve units, and is suspended or not.
    private static func make(_ directory: String, isSuspended: Bool) throws -> Left {
        var vendor = try LedgerVendor()
        let ledger = try Ledger.onDisk(directory)
        try ledger.take(vendor.license.message, at: now)
        let request = try ledger.request(.activate, at: now)
        try ledger.take(vendor.answer(request, at: now), at: now)
        let left = try ledger.consume(12, at: now).left
        try ledger.take(
            vendor.list(isSuspended ? .suspended : .valid, sequence: 7, at: now), at: now)
        return Left(
            vendor: vendor, directory: directory,
            decision: try ledger.decide(vendor, at: now), left: left)
    }

    @Test(arguments: [false, true])
    func `gives no more than before, whichever they were`(isSuspended: Bool) throws {
        try withTemporaryDirectory { directory in
            let before = try Self.make(directory + "/ledger", isSuspended: isSuspended)
            #expect(before.decision.isAllowed == !isSuspended)
            let files = try FileManager.default.contentsOfDirectory(atPath: before.directory)
            #expect((4...8).contains(files.count))
            var outcomes: Set<String> = []
            for subset in 1..<(1 << files.count) {
                let copy = "\(directory)/\(subset)"
                try FileManager.default.copyItem(atPath: before.directory, toPath: copy)
                for (bit, name) in files.enumerated() where subset >> bit & 1 == 1 {
                    try FileManager.default.removeItem(atPath: "\(copy)/\(name)")
                }
                let deleted = files.enumerated().filter { subset >> $0.offset & 1 == 1 }
                    .map(\.element)
                // Refused is no more than before either.
                guard let ledger = try? Ledger.onDisk(copy) else {
                    outcomes.insert("refused")
                    continue
                }
                // The license key is still in the customer's mail.
                _ = ledger.install([before.vendor.license.message], at: Self.now)
                let decision = try? ledger.decide(before.vendor, at: Self.now)
                outcomes.insert(decision?.isAllowed == true ? "allowed" : "denied")
                guard decision?.isAllowed == true else { continue }
                #expect(!isSuspended, "\(deleted)")
                let left = try ledger.consume(1, at: Self.now).left
                #expect(left ?? .max < before.left ?? 0, "\(deleted)")
            }
            #expect(outcomes.contains("refused") && outcomes.contains("denied"))
        }
    }

    /// Each of these files is missed by itself, before what the others say is looked at.
    @Test func `names the one that is missing`() throws {
        try withTemporaryDirectory { directory in
            let before = try Self.make(directory + "/ledger", isSuspended: false)
            func refusal(without name: String) throws -> LedgerError? {
                let copy = "\(directory)/without-\(name)"
                try FileManager.default.copyItem(atPath: before.directory, toPath: copy)
                try FileManager.default.removeItem(atPath: "\(copy)/\(name)")
                do {
                    _ = try Ledger.onDisk(copy)
                    return nil
                } catch {
                    return error as? LedgerError
                }
            }
            guard case .stateDamaged(let key) = try refusal(without: LedgerWriter.keyName) else {
                Issue.record("a state without its device key is refused")
                return
            }
            #expect(key.hasSuffix("/" + LedgerWriter.keyName))
            guard case .stateMissing(let state) = try refusal(without: LedgerState.fileName) else {
                Issue.record("a journal without its state is refused")
                return
            }
            #expect(state.hasSuffix("/" + LedgerState.fileName))
            #expect(try refusal(without: JournalSegment.name(1)) == .journalMissing)
        }
    }
}
