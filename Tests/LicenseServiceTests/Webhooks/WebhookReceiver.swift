import Foundation
import HTTPTypes
import Hummingbird
import LicenseTestSupport
import Logging
import NIOCore
import Synchronization

/// A receiver of webhooks on loopback, which answers as a test tells it to.
final class WebhookReceiver: Sendable {
    /// A message as it came.
    struct Message: Sendable {
        let headers: HTTPFields
        let body: [UInt8]

        subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

        var id: String { self["webhook-id"] ?? "" }
        var timestamp: String { self["webhook-timestamp"] ?? "" }
        var signature: String { self["webhook-signature"] ?? "" }

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
        }

        var type: String { json["type"] as? String ?? "" }
        var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
    }

    /// What a message is answered.
    struct Reply: Sendable {
        var status = 200
        var headers: HTTPFields = [:]
        var body = ""
        /// Answers nothing until the sender has gone, or for as long as `silence`.
        var isSilent = false
        var silence = Duration.seconds(600)
    }

    private let received = Mutex<[Message]>([])
    private let reply: @Sendable (Message, Int) -> Reply

    var messages: [Message] { received.withLock { $0 } }
    var types: [String] { messages.map(\.type) }

    private init(_ reply: @escaping @Sendable (Message, Int) -> Reply) {
        self.reply = reply
    }

    /// Runs a receiver for as long as the body runs.
    ///
    /// - Parameter reply: what to answer, by the message and how many came before it.
    static func with<Result: Sendable>(
        _ reply: @escaping @Sendable (Message, Int) -> Reply = { _, _ in Reply() },
        _ body: @escaping @Sendable (WebhookReceiver, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let receiver = WebhookReceiver(reply)
        let router = Router()
        router.post("/**") { request, _ in try await receiver.take(request) }
        let (ports, found) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports { return try await body(receiver, port) }
            throw CancellationError()
        }
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1_000_000)
        let message = Message(
            headers: request.headers, body: Array(body.readableBytesView))
        let number = received.withLock { received in
            received.append(message)
            return received.count - 1
        }
        let reply = reply(message, number)
        // Ends when the server does.
        if reply.isSilent { try await Task.sleep(for: reply.silence) }
        return Response(
            status: HTTPResponse.Status(code: reply.status), headers: reply.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body)))
    }
}
