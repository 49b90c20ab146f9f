import Testing

@testable import LicenseService

@Suite struct `The network of a client` {
    @Test(arguments: [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("192.0.2.1", "::ffff:192.0.2.1"),
    ])
    func `is one for all addresses of a host`(first: String, second: String) {
        #expect(ClientNetwork(peer: first) == ClientNetwork(peer: second))
    }

    @Test(arguments: [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2"),
        ("192.0.2.1", "::c000:201"),
    ])
    func `is another for another host`(first: String, second: String) {
        #expect(ClientNetwork(peer: first) != ClientNetwork(peer: second))
    }

    @Test func `shares the limit of its site`() {
        let limit = NetworkLimit(perSecond: 1, burst: 1)
        let now = ContinuousClock.now
        let networks = (0..<32).map {
            ClientNetwork(peer: "2001:db8:1:\(String($0, radix: 16))::1")
        }
        #expect(networks.filter { limit.take(by: $0, at: now) == nil }.count == 16)
        #expect(limit.take(by: ClientNetwork(peer: "2001:db8:2::1"), at: now) == nil)
        // Addresses of version 4 have no site.
        let others = (0..<32).map { ClientNetwork(peer: "192.0.2.\($0)") }
        #expect(others.filter { limit.take(by: $0, at: now) == nil }.count == 32)
    }
}
