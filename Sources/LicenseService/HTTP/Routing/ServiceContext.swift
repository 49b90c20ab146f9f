import Hummingbird
import Logging
import NIOCore

/// What belongs to a request from its arrival to its answer.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Names the request in the log, in the answer and in problems.
    var requestID: String
    /// The sender's address; nil where there is no network.
    var peer: String? {
        didSet { network = ClientNetwork(peer: peer) }
    }
    /// The network that the request is counted for.
    private(set) var network: ClientNetwork

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "none"
        peer = source.channel.remoteAddress?.ipAddress
        network = ClientNetwork(peer: peer)
    }
}
