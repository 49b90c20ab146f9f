import Foundation
import LicenseIssuer
import LicenseVerifier

/// How long after a revocation was acknowledged every node's list says so.
struct RevocationMeasure {
    private static let revocations: UInt64 = 20

    let fleet: Fleet
    let nodes: [ServerProcess]

    func run(_ name: String) async throws {
        var spans: [Double] = []
        for number in 0..<Self.revocations {
            let minted = try fleet.licenses(1, seed: 900_000 + number)
            let before = try await lists()
            _ = try await nodes[Int(number) % nodes.count].answer(
                to: "/manage/v1/license-keys/\(minted[0].claims.license)/disable",
                bearer: fleet.token, posting: #"{"reason": "benchmark"}"#)
            let start = ContinuousClock.now
            while zip(before, try await lists()).contains(where: { $0 == $1 }) {}
            spans.append((ContinuousClock.now - start) / .seconds(1))
        }
        spans.sort()
        Report.show("\(name), median", spans[spans.count / 2] * 1000, "ms")
        Report.show("\(name), longest", (spans.last ?? 0) * 1000, "ms", "≤ 1000")
    }

    private func lists() async throws -> [Data] {
        var lists: [Data] = []
        for node in nodes { lists.append(try await node.answer(to: "/v1/status-lists/0")) }
        return lists
    }
}
