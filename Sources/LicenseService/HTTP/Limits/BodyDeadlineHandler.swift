import NIOCore
import NIOHTTPTypes

/// Ends requests whose bodies do not arrive in time.
///
/// Reading the body throws `Problem.tooSlow`.
final class BodyDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let time: Duration
    /// Runs while a request is being read.
    private let timer = ConnectionTimer()

    init(_ time: Duration) {
        self.time = time
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            timer.deadline = context.eventLoop.now + TimeAmount(time)
            timer.start(on: context.eventLoop) { [time] in
                context.fireErrorCaught(Problem.tooSlow(time))
            }
        case .body: break
        case .end: timer.deadline = nil
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer.stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.stop()
    }
}
