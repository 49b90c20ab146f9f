import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import LicenseService

@Suite struct `A connection` {
    private static let request = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"

    @Test func `beyond the share of its network is closed, and the others live on`() async throws {
        var limits = RequestLimits()
        limits.connectionsOfNetwork = 2
        try await TestService.with(limits: limits) { vendor in
            try await vendor.application.test(.live) { client in
                // The client of the test has one.
                _ = try await client.execute(uri: "/health", method: .get)
                let port = try #require(client.port)
                let second = try RawConnection(port: port)
                second.send(Self.request)
                #expect(await second.received(until: "}").hasPrefix("HTTP/1.1 200"))
                let third = try RawConnection(port: port)
                third.send(Self.request)
                #expect(await third.received() == "")
                second.send(Self.request)
                #expect(await second.received(until: "}").hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    /// A connection on which answers are written, and leave only when they are flushed.
    private static func channel() throws -> (EmbeddedChannel, EmbeddedEventLoop) {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(SlowReaderHandler(.seconds(30)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, loop)
    }

    @Test func `whose other end takes nothing of an answer is closed`() throws {
        let (channel, loop) = try Self.channel()
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        loop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `gets a second for each 4 kB that wait`() throws {
        let (channel, loop) = try Self.channel()
        let body = ByteBuffer(repeating: 0, count: 10 * SlowReaderHandler.bytesPerSecond)
        channel.write(HTTPResponsePart.body(body), promise: nil)
        loop.advanceTime(by: .seconds(39))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `that took its answer may be silent`() throws {
        let (channel, loop) = try Self.channel()
        channel.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
        loop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        _ = try channel.finish()
    }
}
