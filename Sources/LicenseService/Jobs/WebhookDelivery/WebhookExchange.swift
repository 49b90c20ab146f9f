import Foundation
import LicenseRegistry
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Sends a request once the connection is there, and reads the beginning of its answer.
final class WebhookExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// How much of an answer is read, for the log.
    private static let maxResponse = 2048

    private let request: WebhookRequest
    private let promise: EventLoopPromise<WebhookOutcome>
    private let end: AttemptOutcome
    private var outcome = WebhookOutcome()

    init(
        _ request: WebhookRequest, _ promise: EventLoopPromise<WebhookOutcome>,
        until end: AttemptOutcome
    ) {
        self.request = request
        self.promise = promise
        self.end = end
    }

    func channelActive(context: ChannelHandlerContext) {
        // A message that is recorded as failed must not arrive after that.
        guard !end.hasCome else { return context.close(promise: nil) }
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: request.url.target, headers: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private var fields: HTTPHeaders {
        var fields = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        for (name, value) in [
            ("host", request.url.authority), ("content-type", "application/json"),
            ("content-length", "\(request.body.count)"), ("connection", "close"),
            ("webhook-id", request.signature.id),
            ("webhook-timestamp", request.signature.timestamp),
            ("webhook-signature", request.signature.signature),
        ] { fields.replaceOrAdd(name: name, value: value) }
        if !fields.contains(name: "user-agent") {
            fields.add(name: "user-agent", value: "latchkeyd")
        }
        return fields
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            outcome.status = Int(head.status.code)
            outcome.retryAfter = head.headers.first(name: "retry-after").flatMap {
                Duration(retryAfter: $0, now: Date())
            }
        case .body(let part):
            let room = Self.maxResponse - outcome.response.count
            outcome.response += part.readableBytesView.prefix(room)
            if outcome.response.count == Self.maxResponse { promise.succeed(outcome) }
        case .end: promise.succeed(outcome)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.succeed(WebhookOutcome(fault: .closed))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let fault: WebhookFault =
            switch error {
            case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: .tls
            case is HTTPParserError, is NIOHTTPDecoderError: .answer
            default: .closed
            }
        promise.succeed(WebhookOutcome(fault: fault))
        context.close(promise: nil)
    }
}

/// Whether an attempt is over: it was answered, it failed, or its time is up.
final class AttemptOutcome: Sendable {
    private let flag = Atomic<Bool>(false)

    var hasCome: Bool { flag.load(ordering: .acquiring) }

    func come() { flag.store(true, ordering: .releasing) }
}

extension Duration {
    /// Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
    init?(retryAfter text: String, now: Date) {
        if let seconds = Int64(text), (0...1_000_000_000).contains(seconds) {
            self = .seconds(seconds)
            return
        }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = formatter.date(from: text) else { return nil }
        self = .milliseconds(Int64(max(0, date.timeIntervalSince(now)) * 1000))
    }
}
