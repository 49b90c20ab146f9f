import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers requests that are not HTTP with a problem document.
///
/// The framework answers them with status 400 and no body once everything before them on the
/// connection is answered, and closes. This handler is between it and the wire and
/// replaces that answer with the document.
final class UnreadableRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var problem: Problem?

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { problem = Problem(unreadable: error) }
        context.fireErrorCaught(error)
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        guard let problem, case .head(let head) = unwrapOutboundIn(data), head.isBareRefusal else {
            return context.write(data, promise: promise)
        }
        self.problem = nil
        var (headers, content) = problem.document(requestID: nil)
        headers[.connection] = "close"
        headers[.contentLength] = "\(content.readableBytes)"
        let response = HTTPResponse(status: problem.status, headerFields: headers)
        context.write(wrapOutboundOut(.head(response)), promise: promise)
        context.write(wrapOutboundOut(.body(content)), promise: nil)
    }
}

extension HTTPResponse {
    /// Whether this is the framework's answer, which says nothing.
    fileprivate var isBareRefusal: Bool {
        status == .badRequest && headerFields[.contentLength] == "0"
            && headerFields[.connection] == "close"
    }
}

extension Problem {
    /// What is wrong with a request that the parser gave up on.
    init(unreadable error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(
                .requestHeaderFieldsTooLarge, "header-too-large",
                "the request has too many header fields, or too long ones",
                nextStep: "send fewer of them, or shorter ones")
        default:
            self.init(
                .badRequest, "malformed", "the request is not valid HTTP",
                nextStep: "send a request of HTTP/1.1 (RFC 9112)")
        }
        closes = true
    }
}
