import LicenseRegistry
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One message on its way: where to, and everything that is sent.
struct WebhookRequest: Sendable {
    let url: WebhookURL
    let signature: WebhookSignature
    let headers: [WebhookHeader]
    let body: [UInt8]
}

/// Makes attempts: resolves the name, checks what it found, and posts to exactly that.
///
/// Endpoints are chosen by other people. A name is resolved once for an attempt, each of its addresses
/// is checked, and the connection goes to a checked one, so that no second answer of a name server
/// leads anywhere else. There are no redirects, no proxies, and no connections kept for later.
final class WebhookTransport: Sendable {
    private let group: any EventLoopGroup
    private let resolvers: NIOThreadPool
    private let context: NIOSSLContext
    private let timeout: Duration
    private let allowsLoopback: Bool
    private let resolve: @Sendable (String) -> [ReceiverAddress]
    /// Attempts that start while a name is being looked up share the answer, so that one slow name
    /// server takes one thread.
    private let lookups = Mutex<[String: EventLoopFuture<[ReceiverAddress]>]>([:])

    /// - Parameters:
    ///   - roots: whom certificates are trusted by; nil for those whom the system trusts.
    ///   - resolve: which addresses a name has.
    init(
        _ policy: WebhookPolicy, roots: [NIOSSLCertificate]? = nil,
        resolve: @escaping @Sendable (String) -> [ReceiverAddress] = NameResolution.addresses
    ) throws {
        group = MultiThreadedEventLoopGroup.singleton
        resolvers = NIOThreadPool(numberOfThreads: 8)
        resolvers.start()
        timeout = policy.timeout
        allowsLoopback = policy.allowsLoopback
        self.resolve = resolve
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        if let roots { tls.trustRoots = .certificates(roots) }
        context = try NIOSSLContext(configuration: tls)
    }

    func shutDown() async throws {
        try await resolvers.shutdownGracefully()
    }

    /// Makes one attempt, which ends in time whatever the other side does.
    func send(_ request: WebhookRequest) async -> WebhookOutcome {
        guard request.url.isEncrypted || allowsLoopback else {
            return WebhookOutcome(fault: .plain)
        }
        let loop = group.next()
        let promise = loop.makePromise(of: WebhookOutcome.self)
        let alarm = loop.scheduleTask(in: TimeAmount(timeout)) {
            promise.succeed(WebhookOutcome(fault: .timeout))
        }
        let end = AttemptOutcome()
        promise.futureResult.whenComplete { _ in
            end.come()
            alarm.cancel()
        }
        addresses(of: request.url.host, on: loop).whenComplete { [self] result in
            guard let addresses = try? result.get() else {
                return promise.succeed(WebhookOutcome(fault: .resolution))
            }
            if let fault = fault(of: addresses, for: request.url) {
                return promise.succeed(WebhookOutcome(fault: fault))
            }
            connect(to: addresses[...], request, on: loop, promise, until: end)
        }
        return await withTaskCancellationHandler {
            // The promise is never failed.
            (try? await promise.futureResult.get()) ?? WebhookOutcome(fault: .closed)
        } onCancel: {
            promise.succeed(WebhookOutcome(fault: .closed))
        }
    }

    // MARK: - Where to

    private func addresses(
        of host: String, on loop: any EventLoop
    ) -> EventLoopFuture<[ReceiverAddress]> {
        let (lookup, isNew) = lookups.withLock { lookups in
            if let lookup = lookups[host] { return (lookup.hop(to: loop), false) }
            let lookup = resolvers.runIfActive(eventLoop: loop) { [resolve] in resolve(host) }
            lookups[host] = lookup
            return (lookup, true)
        }
        if isNew {
            lookup.whenComplete { [self] _ in lookups.withLock { $0[host] = nil } }
        }
        return lookup
    }

    /// Why nothing may be sent to a name that has these addresses.
    ///
    /// One inner address among them is enough: such a name is either a mistake or an attempt.
    func fault(of addresses: [ReceiverAddress], for url: WebhookURL) -> WebhookFault? {
        guard !addresses.isEmpty else { return .resolution }
        let reaches = Set(addresses.map(\.reach))
        if reaches == [.everywhere] { return url.isEncrypted ? nil : .plain }
        return reaches == [.loopback] && allowsLoopback ? nil : .address
    }

    // MARK: - The connection

    /// Tries one address after another, as far as connections are refused.
    private func connect(
        to addresses: ArraySlice<ReceiverAddress>, _ request: WebhookRequest,
        on loop: any EventLoop, _ promise: EventLoopPromise<WebhookOutcome>,
        until end: AttemptOutcome
    ) {
        // The attempt is over, so no connection is made.
        guard !end.hasCome else { return }
        guard let address = addresses.first,
            let target = try? SocketAddress(
                packedIPAddress: ByteBuffer(bytes: address.bytes), port: request.url.port)
        else { return promise.succeed(WebhookOutcome(fault: .connection)) }
        let context = context
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.addHandlers(to: channel, request, context, promise, until: end)
                }
            }
            .connect(to: target)
            .whenComplete { [self] result in
                switch result {
                case .success(let channel):
                    promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                case .failure(is NIOSSLError): promise.succeed(WebhookOutcome(fault: .tls))
                case .failure:
                    connect(to: addresses.dropFirst(), request, on: loop, promise, until: end)
                }
            }
    }

    private static func addHandlers(
        to channel: any Channel, _ request: WebhookRequest, _ context: NIOSSLContext,
        _ promise: EventLoopPromise<WebhookOutcome>, until end: AttemptOutcome
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if request.url.isEncrypted {
            // The certificate is for the name, not the address; an address has no name to send.
            let isAddress = (try? SocketAddress(ipAddress: request.url.host, port: 0)) != nil
            try pipeline.addHandler(
                NIOSSLClientHandler(
                    context: context, serverHostname: isAddress ? nil : request.url.host))
        }
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(WebhookExchange(request, promise, until: end))
    }
}
