import NIOCore
import NIOHTTPTypes

/// Ends requests whose bodies do not arrive in time.
///
/// Reading the body throws `Problem.tooSlow`. The time is kept by the connection's event loop,
/// with one timer for all requests that come while it runs, because a timer for each of them costs
/// more than reading them.
final class BodyDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let time: Duration
    /// When the request that is being read is to be here; nil between requests.
    private var deadline: NIODeadline?
    private var timer: Scheduled<Void>?

    init(_ time: Duration) {
        self.time = time
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            let end = NIODeadline.now() + TimeAmount(time)
            deadline = end
            if timer == nil { startTimer(until: end, context) }
        case .body: break
        case .end: deadline = nil
        }
        context.fireChannelRead(data)
    }

    private func startTimer(until end: NIODeadline, _ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) {
            self.timer = nil
            guard let deadline = self.deadline else { return }
            guard deadline <= .now() else { return self.startTimer(until: deadline, context) }
            self.deadline = nil
            context.fireErrorCaught(Problem.tooSlow(self.time))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimer()
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }
}
