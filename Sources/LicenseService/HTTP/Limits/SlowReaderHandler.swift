import NIOCore
import NIOHTTPTypes

/// Closes connections whose other end does not take its answers.
///
/// Every part of an answer has a time to leave: a fixed one, and one more second for each 4 kB of
/// what waits, so that a slow line gets a long answer and nobody holds a connection by reading
/// nothing.
final class SlowReaderHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The slowest line that is waited for.
    static let bytesPerSecond = 4096

    private let time: Duration
    /// How many parts wait, and how many bytes are in them.
    private var waiting = (parts: 0, bytes: 0)
    private let timer = ConnectionTimer()

    init(_ time: Duration) {
        self.time = time
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let part = unwrapOutboundIn(data)
        // What comes between is flushed with these, and is not worth a promise of its own.
        let bytes: Int
        switch part {
        case .head:
            context.write(data, promise: promise)
            return
        case .body(let buffer): bytes = buffer.readableBytes
        case .end: bytes = 0
        }
        let promise = promise ?? context.eventLoop.makePromise()
        waiting.parts += 1
        waiting.bytes += bytes
        moveDeadline(context.eventLoop)
        timer.start(on: context.eventLoop) { context.close(promise: nil) }
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.left(bytes, on: context.eventLoop)
        }
        context.write(wrapOutboundOut(part), promise: promise)
    }

    private func left(_ bytes: Int, on loop: any EventLoop) {
        waiting.parts -= 1
        waiting.bytes -= bytes
        if waiting.parts == 0 {
            timer.deadline = nil
        } else {
            moveDeadline(loop)
        }
    }

    private func moveDeadline(_ loop: any EventLoop) {
        let seconds = Int64(waiting.bytes / Self.bytesPerSecond)
        timer.deadline = loop.now + TimeAmount(time) + .seconds(seconds)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.stop()
    }
}
