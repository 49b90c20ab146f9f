import Foundation
import FoundationNetworking
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
            var request = URLRequest(
                url: try url(
                    nodes[Int(number) % nodes.count],
                    "/manage/v1/license-keys/\(minted[0].claims.license)/disable"))
            request.httpMethod = "POST"
            request.setValue("Bearer \(fleet.token)", forHTTPHeaderField: "Authorization")
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(#"{"reason": "benchmark"}"#.utf8)
            _ = try await URLSession.shared.data(for: request)
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
        for node in nodes {
            lists.append(
                try await URLSession.shared.data(from: url(node, "/v1/status-lists/0")).0)
        }
        return lists
    }

    private func url(_ node: ServerProcess, _ path: String) throws -> URL {
        guard let url = URL(string: "http://127.0.0.1:\(node.port)\(path)") else {
            throw CancellationError()
        }
        return url
    }
}
