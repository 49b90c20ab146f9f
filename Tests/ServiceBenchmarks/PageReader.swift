import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A browser without a screen: it keeps cookies, follows no redirect, and sends forms that it finds.
final class PageReader {
    struct Page {
        let status: Int
        let type: String
        let text: String

        var isPage: Bool { status == 200 && type.hasPrefix("text/html") }

        /// The value of a hidden field.
        func hidden(_ name: String) -> String? {
            guard let pattern = try? Regex("name=\"\(name)\" value=\"([^\"]*)\""),
                let match = text.firstMatch(of: pattern)
            else { return nil }
            return match.output[1].substring.map(String.init)
        }

        /// Where its links lead within this site.
        var links: [String] {
            text.matches(of: /href="(\/[^"#]*)/).map {
                String($0.output.1).replacing("&amp;", with: "&")
            }
        }
    }

    private let base: String
    private let client: HTTPClient
    private var kept: [String: String] = [:]

    init(port: UInt16) {
        base = "http://127.0.0.1:\(port)"
        // A cookie comes with the answer that leads on, which a client that follows it throws away.
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
    }

    func close() { client.shutdown { _ in } }

    /// The header that a browser sends with each request.
    var cookies: String { kept.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }

    func get(_ path: String) async throws -> Page {
        try await answer(HTTPClientRequest(url: base + path))
    }

    /// Sends a form with what its page hides in it; throws where it leads nowhere.
    func send(_ path: String, of page: Page, _ fields: [String: String] = [:]) async throws {
        var all = fields
        for name in ["token", "form", "of", "link", "next"] where all[name] == nil {
            all[name] = page.hidden(name)
        }
        let body = all.map { name, value in
            let encoded = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            return "\(name)=\(encoded ?? "")"
        }.joined(separator: "&")
        var request = HTTPClientRequest(url: base + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: body))
        guard try await answer(request).status == 303 else { throw CancellationError() }
    }

    private func answer(_ asked: HTTPClientRequest) async throws -> Page {
        var request = asked
        if !kept.isEmpty { request.headers.add(name: "Cookie", value: cookies) }
        let response = try await client.execute(request, timeout: .seconds(60))
        for line in response.headers["set-cookie"] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { kept[String(pair[0])] = String(pair[1]) }
        }
        let body = try await response.body.collect(upTo: 16 << 20)
        return Page(
            status: Int(response.status.code),
            type: response.headers.first(name: "content-type") ?? "",
            text: String(buffer: body))
    }
}
