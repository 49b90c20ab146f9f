import Foundation
import FoundationNetworking
import LicenseRegistry
import LicenseVerifier

/// Somebody who asks nodes that run as processes, and may find them gone.
struct NodeCaller: Sendable {
    let token: String

    struct Answer: Sendable {
        let status: Int
        let bytes: [UInt8]
        let type: String

        /// The stable name of what went wrong.
        var problem: String? {
            let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            return json?["code"] as? String
        }
    }

    /// Nil when the connection broke, and nobody can say what the node has done.
    func call(
        _ port: Int, _ method: String, _ path: String, _ body: [UInt8]? = nil,
        type: String = "application/json"
    ) async -> Answer? {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        if let body {
            request.setValue(type, forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(body)
        }
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let head = response as? HTTPURLResponse
        else { return nil }
        return Answer(
            status: head.statusCode, bytes: Array(data),
            type: head.value(forHTTPHeaderField: "Content-Type") ?? "")
    }

    /// One durable change, which the audit log will know by its name: a token that reads the log.
    func addToken(_ name: String, at port: Int) async -> Answer? {
        await call(
            port, "POST", "/manage/v1/tokens",
            Array(#"{"name": "\#(name)", "scopes": ["audit:read"]}"#.utf8))
    }
}
