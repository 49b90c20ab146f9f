import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// HTTP over AsyncHTTPClient: bounded in time and size, no redirects, no cookies.
public final class AsyncHTTPTransport: HTTPTransport {
    private let direct: HTTPClient
    private let proxied: (client: HTTPClient, proxy: HTTPProxy)?
    private let timeout: TimeAmount

    /// Makes a transport; `shutDown` must follow.
    ///
    /// - Parameters:
    ///   - authorities: a PEM file with the authorities that are trusted instead of the system's.
    ///   - timeout: the most that one request may take.
    public init(
        proxy: HTTPProxy? = nil, authorities: String? = nil, timeout: Duration = .seconds(30)
    ) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        configuration.decompression = .disabled
        if let authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(authorities)
            configuration.tlsConfiguration = tls
        }
        direct = HTTPClient(configuration: configuration)
        if let proxy {
            configuration.proxy = .server(host: proxy.host, port: proxy.port)
            proxied = (HTTPClient(configuration: configuration), proxy)
        } else {
            proxied = nil
        }
        self.timeout = .seconds(timeout.components.seconds)
    }

    /// Ends all connections.
    public func shutDown() async {
        // What is left of a connection ends with the program.
        try? await direct.shutdown()
        try? await proxied?.client.shutdown()
    }

    /// Sends a request and takes the whole answer.
    public func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPAnswer {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        outgoing.headers.add(name: "user-agent", value: "latchkey-sync/1")
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        let client =
            proxied.flatMap { $0.proxy.isUsed(for: request.url) ? $0.client : nil } ?? direct
        do {
            let response = try await client.execute(outgoing, timeout: timeout)
            let body = try await response.body.collect(upTo: request.limit)
            var headers: [String: String] = [:]
            for header in response.headers { headers[header.name.lowercased()] = header.value }
            return HTTPAnswer(
                status: Int(response.status.code), headers: headers,
                body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw .tooLong
        } catch let error as HTTPClientError {
            switch error {
            case .invalidURL, .emptyHost, .emptyScheme: throw .address
            default: throw .unreachable
            }
        } catch is NIOSSLError {
            throw .untrusted
        } catch is BoringSSLError {
            throw .untrusted
        } catch {
            throw .unreachable
        }
    }
}
