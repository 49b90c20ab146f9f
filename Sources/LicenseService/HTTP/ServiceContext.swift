import Hummingbird
import Logging
import NIOCore

/// What goes with a request from its arrival to its answer.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Names the request in the log, in the answer and in problems.
    var requestID: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "none"
    }

    /// Where the request comes from; nil where there is no network.
    var peer: String? { channel.remoteAddress?.ipAddress }
}
