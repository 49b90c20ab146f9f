import Hummingbird
import Logging
import NIOCore

/// What goes with a request from its arrival to its answer.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Names the request in the log, in the answer and in problems.
    var requestID: String
    /// Who has sent the request, where that is not the other end of the connection.
    private var forwardedPeer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "none"
    }

    /// The address of who has sent the request; nil where there is no network.
    var peer: String? {
        get { forwardedPeer ?? channel.remoteAddress?.ipAddress }
        set { forwardedPeer = newValue }
    }
}
