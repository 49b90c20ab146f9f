import COSE
import Foundation
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOSSL
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `An attempt` {
    private static func request(_ url: String) -> WebhookRequest {
        WebhookRequest(
            url: WebhookURL(url)!,
            signature: WebhookSignature(
                id: "msg_x", at: TestService.now, body: [],
                secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], .standard)!,
            headers: [], body: [])
    }

    private static func fault(
        of url: String, allowsLoopback: Bool = false,
        resolve: @escaping @Sendable (String) -> [ReceiverAddress] = NameResolution.addresses
    ) async throws -> WebhookFault? {
        var policy = WebhookPolicy()
        policy.timeout = .seconds(5)
        policy.allowsLoopback = allowsLoopback
        let transport = try WebhookTransport(policy, resolve: resolve)
        let outcome = await transport.send(request(url))
        try await transport.shutDown()
        return outcome.fault
    }

    /// Spellings that the system knows, and a receiver that would answer to each of them.
    @Test(arguments: [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "0.0.0.0", "0", "169.254.169.254",
        "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "10.0.0.1", "012.0.0.1",
        "[64:ff9b::7f00:1]", "[fe80::1]", "[fd00::1]",
    ])
    func `is never made at an inner address, however it is spelled`(host: String) async throws {
        try await WebhookReceiver.with { receiver, port in
            let fault = try await Self.fault(of: "https://\(host):\(port)/")
            #expect(fault == .address)
            #expect(receiver.messages.isEmpty)
        }
    }

    @Test(arguments: [
        "0.0.0.0", "0", "10.0.0.1", "169.254.169.254", "[fd00::1]", "[::ffff:0.0.0.0]",
        "[64:ff9b::7f00:1]",
    ])
    func `is made at no other inner address where loopback is allowed`(
        host: String
    ) async throws {
        let fault = try await Self.fault(of: "https://\(host):1/", allowsLoopback: true)
        #expect(fault == .address)
    }

    @Test func `is not made without TLS`() async throws {
        #expect(try await Self.fault(of: "http://example.test/") == .plain)
        // Loopback is, elsewhere is not.
        let elsewhere = ReceiverAddress([9, 9, 9, 9])!
        #expect(
            try await Self.fault(
                of: "http://example.test/", allowsLoopback: true, resolve: { _ in [elsewhere] })
                == .plain)
    }

    @Test func `is not made where one of a name's addresses is an inner one`() async throws {
        for addresses in [[[9, 9, 9, 9], [10, 0, 0, 1]], [[127, 0, 0, 1], [9, 9, 9, 9]]] {
            let found = addresses.map { ReceiverAddress($0.map { UInt8($0) })! }
            for allowsLoopback in [true, false] {
                #expect(
                    try await Self.fault(
                        of: "https://example.test/", allowsLoopback: allowsLoopback,
                        resolve: { _ in found }) == .address)
            }
        }
        #expect(
            try await Self.fault(of: "https://example.test/", resolve: { _ in [] }) == .resolution)
    }

    @Test func `resolves a name once, and goes to the address that was checked`() async throws {
        try await WebhookReceiver.with { receiver, port in
            let answers = Mutex<[[ReceiverAddress]]>([
                [ReceiverAddress([127, 0, 0, 1])!], [ReceiverAddress([169, 254, 169, 254])!],
            ])
            let asked = Mutex<[String]>([])
            var policy = WebhookPolicy()
            policy.allowsLoopback = true
            let transport = try WebhookTransport(policy) { host in
                asked.withLock { $0.append(host) }
                return answers.withLock { $0.isEmpty ? [] : $0.removeFirst() }
            }
            // The name is nobody's; only the resolver of this test knows it.
            let request = Self.request("http://rebinding.invalid:\(port)/hook")
            #expect(await transport.send(request).status == 200)
            #expect(asked.withLock { $0 } == ["rebinding.invalid"])
            #expect(receiver.messages.map { $0["host"] } == [nil])
            // The next attempt asks again, and hears of an inner address.
            #expect(await transport.send(request).fault == .address)
            #expect(receiver.messages.count == 1)
            try await transport.shutDown()
        }
    }

    @Test func `ends in time, whatever the other side does`() async throws {
        // What answers in the end shows who has waited for it.
        let other = WebhookReceiver.Reply(isSilent: true, silence: .seconds(20))
        try await WebhookReceiver.with({ _, _ in other }) { _, port in
            var policy = WebhookPolicy()
            policy.allowsLoopback = true
            policy.timeout = .milliseconds(200)
            let transport = try WebhookTransport(policy)
            let request = Self.request("http://127.0.0.1:\(port)/hook")
            #expect(await transport.send(request) == WebhookOutcome(fault: .timeout))
            try await transport.shutDown()
        }
    }

    @Test func `that waits too long for a name never begins`() async throws {
        try await WebhookReceiver.with { receiver, port in
            let mayAnswer = DispatchSemaphore(value: 0)
            var policy = WebhookPolicy()
            policy.allowsLoopback = true
            policy.timeout = .milliseconds(500)
            let transport = try WebhookTransport(policy) { _ in
                mayAnswer.wait()
                return [ReceiverAddress([127, 0, 0, 1])!]
            }
            let request = Self.request("http://slow.invalid:\(port)/hook")
            #expect(await transport.send(request).fault == .timeout)
            mayAnswer.signal()
            // Waits for the lookup, and with it for what would follow.
            try await transport.shutDown()
            policy.timeout = .seconds(20)
            let another = try WebhookTransport(policy) { _ in [ReceiverAddress([127, 0, 0, 1])!] }
            #expect(await another.send(request).status == 200)
            #expect(receiver.messages.count == 1)
            try await another.shutDown()
        }
    }

    @Test func `to something that does not speak HTTP has failed`() async throws {
        let listener = try RawListener(answering: "SSH-2.0-x\r\n")
        #expect(
            try await Self.fault(of: "http://127.0.0.1:\(listener.port)/", allowsLoopback: true)
                == .answer)
        let closing = try RawListener(answering: "")
        #expect(
            try await Self.fault(of: "http://127.0.0.1:\(closing.port)/", allowsLoopback: true)
                == .closed)
        // A receiver without TLS behind an https URL.
        let plain = try RawListener(answering: "HTTP/1.1 200 OK\r\n\r\n")
        #expect(
            try await Self.fault(of: "https://127.0.0.1:\(plain.port)/", allowsLoopback: true)
                == .tls)
    }
}

/// Answers the first connection with some text, and closes it.
private final class RawListener: Sendable {
    let port: Int

    init(answering text: String) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 4) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw CancellationError() }
        port = Int(UInt16(bigEndian: address.sin_port))
        _ = Background {
            let connection = accept(descriptor, nil, nil)
            var chunk = [UInt8](repeating: 0, count: 4096)
            _ = recv(connection, &chunk, chunk.count, 0)
            _ = send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            _ = close(connection)
            _ = close(descriptor)
        }
    }
}
