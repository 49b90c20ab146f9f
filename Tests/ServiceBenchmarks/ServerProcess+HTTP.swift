import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension ServerProcess {
    /// The body of the answer to one request, which is not part of a load.
    ///
    /// - Parameter body: a JSON value to post; nil to get.
    func answer(
        to path: String, bearer token: String? = nil, posting body: String? = nil
    ) async throws -> Data {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return Data(bytes.readableBytesView)
    }
}
