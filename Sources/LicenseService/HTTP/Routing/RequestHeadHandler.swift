import NIOCore
import NIOHTTP1

/// What HTTP/1.1 asks of a server about a request's head, and the framework leaves open.
///
/// It stands before the framework's own types, which do not say the version any more:
/// a connection ends after an answer to HTTP/1.0, and after one to `Connection: close` however that is
/// spelled (RFC 9112, 9.3 and 9.6); a request names one host (RFC 9112, 3.2); and whoever waits for
/// 100 (Continue) before sending a body gets it (RFC 9110, 10.1.1).
final class RequestHeadHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Requests that are not answered to the end.
    private var open = 0
    /// Whether the newest of them waits for 100 until those before it are answered.
    private var isAwaited = false
    /// Whether the newest of them is the last of the connection.
    private var isLast = false
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else {
            return context.fireChannelRead(data)
        }
        guard head.namesOneHost else {
            isRefused = true
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        open += 1
        isLast = head.endsConnection
        // The framework knows this form alone.
        if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
        isAwaited = head.awaitsContinue
        if open == 1 { sendContinue(context) }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where open == 1 && isLast:
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            context.write(data, promise: promise)
            open = max(0, open - 1)
            if open == 1 { sendContinue(context) }
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    private func sendContinue(_ context: ChannelHandlerContext) {
        guard isAwaited else { return }
        isAwaited = false
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
}

/// Puts a `RequestHeadHandler` before the handlers of the framework's own types.
final class RequestHeadInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestHeadHandler(), position: .after(decoder))
        } catch {
            // Without the rules of a request's head nothing is served.
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }
}

extension HTTPRequestHead {
    fileprivate var isOld: Bool { (version.major, version.minor) < (1, 1) }

    fileprivate var namesOneHost: Bool {
        let hosts = headers["host"]
        return hosts.count == 1 || (isOld && hosts.isEmpty)
    }

    fileprivate var endsConnection: Bool {
        isOld
            || headers[canonicalForm: "connection"].contains {
                $0.lowercased() == "close"
            }
    }

    fileprivate var awaitsContinue: Bool {
        !isOld && headers["expect"].contains { $0.lowercased() == "100-continue" }
    }
}
