import Hummingbird
import Logging
import NIOCore

/// What belongs to a request from its arrival to its answer.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Names the request in the log, in the answer and in problems.
    var requestID: String
    /// The sender's address, where that is not the other end of the connection.
    private var forwardedPeer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "none"
    }

    /// The sender's address; nil where there is no network.
    var peer: String? {
        get { forwardedPeer ?? channel.remoteAddress?.ipAddress }
        set { forwardedPeer = newValue }
    }

    /// The network that the request is counted for.
    var network: ClientNetwork { ClientNetwork(peer: peer) }
}
