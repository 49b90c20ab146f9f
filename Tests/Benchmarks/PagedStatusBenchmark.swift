import CAllocationCounter
import COSE
import Foundation
import Glibc
import LicenseVerifier

/// Lists for machines that have many: from files of pages, and all in memory.
enum PagedStatusBenchmark {
    static func run() throws {
        try answers()
        try tenShards()
    }

    private static func answers() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-benchmark-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let list = try StatusSample.sign(StatusSample.builder(0.01))
        try Data(try list.pageFile()).write(to: URL(fileURLWithPath: path))
        let keys = try StatusSample.keys()
        let rounds = 500
        let (floor, first) = try Measure.pair(turns: 9) {
            let raw = RawEd25519(seed: StatusSample.seed)
            let signed = SigStructure.encode(
                protected: list.message.protectedBytes, payload: list.message.unverifiedPayload)
            let signature = Array(list.message.signature)
            for _ in 0..<rounds { precondition(raw.verify(signature, signed)) }
        } _: {
            for _ in 0..<rounds {
                let file = open(path, O_RDONLY | O_CLOEXEC)
                defer { close(file) }
                let paged = try keys.verifyPages { bytes(file, $0, $1) }
                let status = try paged.status(of: StatusIndex(1))
                precondition(status != .applicationSpecific)
            }
        }
        let micro = 1e6 / Double(rounds)
        Line("status list in pages, raw verification", floor * micro, "µs").show()
        Line("status list in pages, open and first answer", first * micro, "µs", atMost: 150).show()

        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let paged = try keys.verifyPages { bytes(file, $0, $1) }
        let answers = 20_000
        var position: UInt32 = 1
        var sum = 0
        let seconds = try Measure.seconds {
            for _ in 0..<answers {
                position = (position &* 1_664_525 &+ 1_013_904_223) & 0xfffff
                sum += Int(try paged.status(of: StatusIndex(position)).rawValue)
            }
        }
        precondition(sum > 0)
        Line(
            "status list in pages, one further answer", seconds / Double(answers) * 1e6, "µs",
            atMost: 6
        ).show()
    }

    @Sendable private static func bytes(_ file: Int32, _ offset: Int, _ count: Int) -> [UInt8]? {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let read = pread(file, buffer.baseAddress, count, offset)
            failed = read < 0
            filled = max(read, 0)
        }
        return failed ? nil : bytes
    }

    /// Ten lists verified and inflated, as a site's relay holds them for 10,000,000 licenses.
    private static func tenShards() throws {
        let keys = try StatusSample.keys()
        let objects = try (0..<UInt32(10)).map {
            try StatusSample.sign(StatusSample.builder(0.01, shard: $0)).message.bytes
        }
        var best = Double.infinity
        var lists: [VerifiedStatusList] = []
        for _ in 0..<9 {
            lists = []
            best = min(
                best,
                try Measure.seconds {
                    lists = try objects.map {
                        try keys.verify(SignedMessage($0, maxPayload: Limits.maxObjectBytes))
                    }
                })
        }
        Line("10 status lists verified and loaded", best * 1000, "ms", atMost: 5).show()
        precondition(lists.count == 10)
        let held = allocated_bytes()
        lists = []
        Line("10 status lists, memory", Double(held - allocated_bytes()) / 1e6, "MB", atMost: 3)
            .show()
    }
}
