import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Gives requests that are no HTTP a problem document.
///
/// The framework answers them with status 400 and no body once everything before them on the
/// connection is answered, and closes. This stands between it and the wire and puts the document in
/// that answer's place.
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
                "the header fields of the request are too many or too long")
        default: self.init(.badRequest, "malformed", "the request is no HTTP that can be read")
        }
        closes = true
    }
}
