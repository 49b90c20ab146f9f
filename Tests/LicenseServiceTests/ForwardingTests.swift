import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import LicenseService

@Suite struct `A network of addresses` {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
        ("192.0.2.6/31", "192.0.2.7", true), ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("::1", "::1", true),
        // A socket for both versions says so of a caller of version 4.
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("10.0.0.0/8", "::ffff:11.1.2.3", false),
    ])
    func `has the addresses that begin as it does`(
        network: String, address: String, isIn: Bool
    ) throws {
        let prefix = try #require(NetworkPrefix(network))
        #expect(prefix.contains(try #require(NetworkAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.1/8",
        "10.0.0/8", "010.0.0.0", "10.0.0.0/+8", "2001:db8::/129", "2001:db8::1/32", "localhost",
        "[::1]", "fe80::1%eth0", "10.0.0.0/ 8",
    ])
    func `is written in one way`(text: String) {
        #expect(NetworkPrefix(text) == nil)
    }
}

@Suite struct `Who has sent a request` {
    private static let proxies = ForwardingMiddleware(
        proxies: [NetworkPrefix("10.0.0.0/8")!, NetworkPrefix("2001:db8:1::/48")!])

    private static func headers(_ values: [String]) -> HTTPFields {
        var headers: HTTPFields = [:]
        for value in values { headers.append(HTTPField(name: .xForwardedFor, value: value)) }
        return headers
    }

    @Test(arguments: [
        // Nobody else's word is taken.
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("2001:db8:2::1", ["198.51.100.1"], "2001:db8:2::1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        // What the caller itself has put before is not looked at.
        ("10.0.0.1", ["192.0.2.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["junk, 198.51.100.1"], "198.51.100.1"),
        // Through two proxies.
        ("10.0.0.1", ["192.0.2.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("2001:db8:1::7", ["198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        // From a proxy's own machine.
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.1, junk, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1, "], "198.51.100.1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        // Some proxies add a port.
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["[2001:DB8:2::1]:4711"], "2001:db8:2:0:0:0:0:1"),
        ("10.0.0.1", ["2001:db8:2::1"], "2001:db8:2:0:0:0:0:1"),
    ])
    func `is said by proxies that are trusted, and by nobody else`(
        peer: String, header: [String], caller: String
    ) {
        #expect(Self.proxies.caller(Self.headers(header), from: peer) == caller)
    }

    /// Over sockets: the test comes from 127.0.0.1.
    @Test(arguments: [("127.0.0.0/8", true), ("10.0.0.0/8", false)])
    func `has a share of its own behind a trusted proxy`(
        proxy: String, isOwn: Bool
    ) async throws {
        var limits = RequestLimits()
        limits.perSecond = 1
        limits.burst = 1
        limits.stopClock()
        limits.proxies = [try #require(NetworkPrefix(proxy))]
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                var isRefused = false
                for number in 1...3 {
                    let answer = try await client.execute(
                        uri: "/health", method: .get,
                        headers: [.xForwardedFor: "198.51.100.\(number)"])
                    isRefused = isRefused || answer.status == .tooManyRequests
                }
                #expect(isRefused == !isOwn)
            }
        }
    }
}
